package io.steadygrad.statistics;

import java.util.Arrays;

/**
 * Order statistics of a sample, by linear interpolation between neighbours (type 7 of Hyndman and Fan 1996, the default of
 * NumPy and R). An empty sample has NaN everywhere; values must not be NaN, but may be
 * infinite: beside an infinite neighbour there is no between.
 */
public final class Quantiles {
    private final double[] sorted;

    public Quantiles(double... values) {
        sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length > 0 && Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("A sample with NaN has no order; leave such runs out and count them");
        }
    }

    /** The value below which a share p of the sample lies; p in [0, 1]. */
    public double at(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("A quantile needs p in [0, 1], was " + p);
        }
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = p * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(sorted.length - 1, below + 1);
        double share = position - below;
        if (share == 0 || Double.isInfinite(sorted[below])) {
            return sorted[below];
        }
        return sorted[below] + share * (sorted[above] - sorted[below]);
    }

    public double median() {
        return at(0.5);
    }

    /** The sample in ascending order. */
    public double[] sorted() {
        return sorted.clone();
    }
}
