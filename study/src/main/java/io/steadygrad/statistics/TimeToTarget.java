package io.steadygrad.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The median of how long runs take to a target, in whatever unit the times have, when some never reach it.
 *
 * <p>A run that never reaches it counts as infinite (censored beyond everything), so that the median is infinite once half of the runs fail; a mean over
 * the runs that arrived would reward a method for losing its slow ones. The interval is free of assumptions: between the l-th smallest and the l-th largest time, l the largest with
 * P(Binomial(n, 1/2) &lt; l) &lt;= 0.025. <b>Edges.</b> Below six runs no such interval exists: it is [0, infinity]. Without runs the median is NaN. <b>Source.</b> Thompson
 * 1936; David and Nagaraja 2003, section 7.1.
 *
 * @param reached runs that arrived
 * @param interval at least 95 %
 */
public record TimeToTarget(int n, int reached, double median, Interval interval) {

    /** Of times, infinite for runs that never arrived. */
    public static TimeToTarget of(double... times) {
        Quantiles quantiles = new Quantiles(times);
        int n = times.length;
        int reached = (int) Arrays.stream(times).filter(Double::isFinite).count();
        int l = 0;
        if (n > 0) {
            BinomialDistribution signs = BinomialDistribution.of(n, 0.5);
            while (signs.cumulativeProbability(l) <= 0.025) {
                l++;
            }
        }
        double[] sorted = quantiles.sorted();
        Interval interval =
                l == 0 ? new Interval(0, Double.POSITIVE_INFINITY) : new Interval(sorted[l - 1], sorted[n - l]);
        return new TimeToTarget(n, reached, quantiles.median(), interval);
    }
}
