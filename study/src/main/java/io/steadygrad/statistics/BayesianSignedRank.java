package io.steadygrad.statistics;

import io.steadygrad.random.CounterRandom;

/**
 * How likely a method is practically better, practically the same, or practically worse: the Bayesian signed-rank test.
 *
 * <p>The differences z_1 .. z_n of pairs and one prior pseudo-observation z_0 = 0 get random weights w ~ Dirichlet(s, 1, .., 1), s = 0.5. One draw
 * gives better = sum of w_i w_j over pairs with z_i + z_j &gt; 2r, worse the same below -2r, equivalent the rest, where r is half the width of the region of practical
 * equivalence. The reported probabilities are the shares of the draws in which each of the three is the largest. <b>Edges.</b> Infinite
 * differences (one run diverged) lie beyond any region; one of each sign cancel. No pairs: all NaN. <b>Cost.</b> 10000 draws of n^2/2 terms, with a fixed seed: the same
 * differences give the same answer, to about 0.005. <b>Source.</b> Benavoli, Corani, Demsar, Zaffalon 2017, "Time for a Change", JMLR 18, section 4.2.
 *
 * @param better the probability that z lies above the region
 * @param region r
 */
public record BayesianSignedRank(double better, double equivalent, double worse, double region) {
    private static final int DRAWS = 10_000;
    private static final CounterRandom RANDOM = CounterRandom.of(0x5EED, "bayesian signed rank");

    /**
     * Of one difference per pair, positive where the method is better.
     *
     * @param region half the width of the region of practical equivalence, at least 0
     */
    public static BayesianSignedRank of(double region, double... differences) {
        if (!(region >= 0)) {
            throw new IllegalArgumentException("A region of practical equivalence needs a width >= 0, was " + region);
        }
        int n = differences.length + 1;
        if (n == 1) {
            return new BayesianSignedRank(Double.NaN, Double.NaN, Double.NaN, region);
        }
        double[] z = new double[n];
        System.arraycopy(differences, 0, z, 1, differences.length);
        int[][] side = sides(z, region);
        int better = 0;
        int worse = 0;
        double[] w = new double[n];
        long position = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            // Gamma(1/2) is half a squared normal, Gamma(1) an exponential; divided by their sum they are the
            // Dirichlet's
            // weights, and the sum does not change which of three is the largest.
            double normal = RANDOM.gaussian(position++);
            w[0] = normal * normal / 2;
            for (int i = 1; i < n; i++) {
                w[i] = -Math.log1p(-RANDOM.uniform(position++));
            }
            double[] weight = new double[3];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    weight[side[i][j]] += i == j ? w[i] * w[i] : 2 * w[i] * w[j];
                }
            }
            if (weight[2] > Math.max(weight[0], weight[1])) {
                better++;
            } else if (weight[0] > weight[1]) {
                worse++;
            }
        }
        return new BayesianSignedRank(
                (double) better / DRAWS, (double) (DRAWS - better - worse) / DRAWS, (double) worse / DRAWS, region);
    }

    /** 0 where z_i + z_j lies below the region, 1 within, 2 above. */
    private static int[][] sides(double[] z, double region) {
        int[][] side = new int[z.length][z.length];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = z[i] + z[j];
                side[i][j] = sum > 2 * region ? 2 : sum < -2 * region ? 0 : 1;
            }
        }
        return side;
    }
}
