package io.steadygrad.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The range of k independent standard normals, which is the studentized range with infinitely many degrees of freedom.
 *
 * <p>P(range &lt;= q) = k integral of phi(z) [Phi(z) - Phi(z - q)]^(k-1) dz, by Simpson's rule on [-8, 8]; the quantile by bisection. Good to
 * 1e-8. Divided by sqrt 2 it is the q of Nemenyi's test (Demsar 2006, table 5a: 1.960, 2.343, 2.569, ... for alpha = 0.05). <b>Source.</b> Tukey 1953.
 */
public final class StudentizedRange {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int STEPS = 2000;
    private static final double END = 8;

    private StudentizedRange() {}

    /** P(range of k standard normals &lt;= q). */
    public static double cumulative(double q, int k) {
        double width = 2 * END / STEPS;
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            double z = -END + i * width;
            double weight = i == 0 || i == STEPS ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * NORMAL.density(z) * Math.pow(NORMAL.probability(z - q, z), k - 1.0);
        }
        return k * sum * width / 3;
    }

    /** The q with P(range &lt;= q) = p. */
    public static double quantile(double p, int k) {
        if (k < 2 || !(p > 0 && p < 1)) {
            throw new IllegalArgumentException("A range needs k >= 2 and p in (0, 1), given " + k + " and " + p);
        }
        double low = 0;
        double high = 2 * END;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (cumulative(middle, k) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
