package io.steadygrad.statistics;

import java.util.Arrays;

/**
 * Barnard's exact test for two success counts, which fixes only what an experiment fixes: how many runs each method had.
 *
 * <p>Tables are ordered by the pooled score statistic T = (a/n - b/m) / sqrt(p (1 - p) (1/n + 1/m)), p = (a + b) / (n + m). Under a common
 * rate r the probability of all tables with |T| at least as large as seen is P(r); the p-value is the largest P(r) over 0 &lt; r &lt; 1. It is
 * more powerful than {@link FisherExact} for few runs. <b>Edges.</b> When all runs succeed, or none, p is 1. <b>Cost.</b> some 1000 polynomials of degree n + m; the
 * maximum is found on a grid of rates 0.001 apart and refined around its best point. <b>Source.</b> Barnard 1945, 1947, with the statistic of Suissa and Shuster 1985, as in SciPy's
 * {@code barnard_exact(pooled=True)}.
 *
 * @param statistic T; positive when the first succeeds more often
 * @param p two-sided
 */
public record BarnardExact(double statistic, double p) {
    private static final int GRID = 1000;

    /** Of two independent counts. NaN when one of the two has no run. */
    public static BarnardExact of(SuccessRate a, SuccessRate b) {
        int n = a.n();
        int m = b.n();
        if (n == 0 || m == 0) {
            return new BarnardExact(Double.NaN, Double.NaN);
        }
        double seen = score(a.successes(), n, b.successes(), m);
        if (seen == 0) {
            return new BarnardExact(0, 1);
        }
        // Outcomes that lie that far out, by how many runs succeed in all.
        double[] outcomes = new double[n + m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (Math.abs(score(i, n, j, m)) >= Math.abs(seen) * (1 - 1e-12)) {
                    outcomes[i + j] += Math.exp(logChoose(n, i) + logChoose(m, j));
                }
            }
        }
        double[] logs = Arrays.stream(outcomes).map(Math::log).toArray();
        int best = 1;
        for (int k = 2; k < GRID; k++) {
            best = tail(logs, (double) k / GRID) > tail(logs, (double) best / GRID) ? k : best;
        }
        double low = (best - 1.0) / GRID;
        double high = (best + 1.0) / GRID;
        for (int i = 0; i < 60; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (tail(logs, left) < tail(logs, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        double p = Math.max(tail(logs, (low + high) / 2), tail(logs, (double) best / GRID));
        return new BarnardExact(seen, Math.min(1, p));
    }

    private static double score(int a, int n, int b, int m) {
        double pooled = (double) (a + b) / (n + m);
        double variance = pooled * (1 - pooled) * (1.0 / n + 1.0 / m);
        return variance == 0 ? 0 : ((double) a / n - (double) b / m) / Math.sqrt(variance);
    }

    /** P(r); logs has the logarithm of the number of outcomes for each number of successes. */
    private static double tail(double[] logs, double rate) {
        int all = logs.length - 1;
        double success = Math.log(rate);
        double failure = Math.log1p(-rate);
        double sum = 0;
        for (int s = 0; s <= all; s++) {
            sum += Double.isInfinite(logs[s]) ? 0 : Math.exp(logs[s] + s * success + (all - s) * failure);
        }
        return sum;
    }

    private static double logChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= Math.min(k, n - k); i++) {
            sum += Math.log((double) (n - i + 1) / i);
        }
        return sum;
    }
}
