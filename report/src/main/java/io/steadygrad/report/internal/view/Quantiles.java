package io.steadygrad.report.internal.view;

import java.util.Arrays;

/** Quantiles by linear interpolation; values may be infinite (a diverged run), NaN is left out. */
final class Quantiles {

    private Quantiles() {}

    /** The values without NaN, ascending. */
    static double[] sorted(double[] values) {
        double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** NaN when there are no values; infinite when an infinite value takes part. */
    static double of(double[] sorted, double probability) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = probability * (sorted.length - 1);
        int below = (int) Math.floor(position);
        double part = position - below;
        double low = sorted[below];
        if (part == 0) {
            return low;
        }
        double high = sorted[below + 1];
        if (Double.isInfinite(low) || Double.isInfinite(high)) {
            return Double.isInfinite(low) && Double.isInfinite(high) && low != high
                    ? Double.NaN
                    : Double.isInfinite(low) ? low : high;
        }
        return low + part * (high - low);
    }
}
