package io.steadygrad.replay;

import java.util.Arrays;

/** Percentiles of a sample, by linear interpolation between neighbours (NumPy's default); NaN where the sample is empty. */
final class Percentiles {
    private final double[] sorted;

    Percentiles(double[] sample) {
        sorted = sample.clone();
        Arrays.sort(sorted);
    }

    int size() {
        return sorted.length;
    }

    /** @param percent in 0..100 */
    double at(double percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    double median() {
        return at(50);
    }
}
