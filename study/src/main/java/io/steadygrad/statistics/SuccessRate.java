package io.steadygrad.statistics;

/**
 * A share of successes with its Wilson score interval.
 *
 * <p>With p = k/n and z = 1.959964 (95 %), the interval is (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
 * It never leaves [0, 1] and stays honest at the ends: 5 of 5 gives [0.566, 1]. <b>Edges.</b> n = 0 gives [0, 1].
 * <b>Source.</b> Wilson 1927; Brown, Cai, DasGupta 2001 recommend it for small n.
 */
public record SuccessRate(int successes, int n) {
    private static final double Z = 1.959963984540054;

    public SuccessRate {
        if (successes < 0 || successes > n) {
            throw new IllegalArgumentException("Successes must lie between 0 and n = " + n + ", were " + successes);
        }
    }

    /** NaN when there is no trial. */
    public double rate() {
        return n == 0 ? Double.NaN : (double) successes / n;
    }

    /** The 95 % Wilson score interval. */
    public Interval interval() {
        if (n == 0) {
            return new Interval(0, 1);
        }
        double p = rate();
        double z2 = Z * Z;
        double centre = p + z2 / (2 * n);
        double spread = Z * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
        double scale = 1 + z2 / n;
        double low = successes == 0 ? 0 : Math.max(0, (centre - spread) / scale);
        double high = successes == n ? 1 : Math.min(1, (centre + spread) / scale);
        return new Interval(low, high);
    }
}
