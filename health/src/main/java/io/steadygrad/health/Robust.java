package io.steadygrad.health;

import java.util.Arrays;

/** Statistics that a few wild numbers do not move. NaN is left out; of nothing the answer is NaN. */
final class Robust {
    private Robust() {}

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** Linear between neighbours. */
    static double quantile(double[] values, double share) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return below == above || sorted[below] == sorted[above]
                ? sorted[below]
                : sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Standard deviation of a normal sample with this median absolute deviation. */
    static double spread(double[] values) {
        double centre = median(values);
        return 1.4826
                * median(Arrays.stream(values)
                        .map(value -> Math.abs(value - centre))
                        .toArray());
    }

    static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
