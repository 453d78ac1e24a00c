package io.steadygrad.statistics;

import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Fisher's exact test for two success counts: do the methods succeed equally often?
 *
 * <p>Given how many runs succeeded in all, the successes of one method are hypergeometric when the method does not matter; p is the
 * probability of all tables that are no likelier than the one seen. It keeps its level for every n, and is careful with few runs: {@link BarnardExact} sees more.
 * <b>Edges.</b> When all runs succeed, or none, p is 1. <b>Source.</b> Fisher 1935; computed by Apache Commons Statistics.
 *
 * @param p two-sided
 * @param smallest the smallest p that so many runs and successes could give
 */
public record FisherExact(double p, double smallest) {

    /** Of two independent counts. NaN when one of the two has no run. */
    public static FisherExact of(SuccessRate a, SuccessRate b) {
        if (a.n() == 0 || b.n() == 0) {
            return new FisherExact(Double.NaN, Double.NaN);
        }
        int all = a.successes() + b.successes();
        int fewest = Math.max(0, all - b.n());
        int most = Math.min(all, a.n());
        return new FisherExact(
                p(a.successes(), a.n(), all, b.n()),
                Math.min(p(fewest, a.n(), all, b.n()), p(most, a.n(), all, b.n())));
    }

    private static double p(int successes, int n, int all, int m) {
        if (all == 0 || all == n + m) {
            return 1;
        }
        int[][] table = {{successes, n - successes}, {all - successes, m - all + successes}};
        return Math.min(1, FisherExactTest.withDefaults().test(table).getPValue());
    }
}
