package io.steadygrad.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of the middle half of a sample, with a percentile-bootstrap interval.
 *
 * <p>A quarter of the sample's weight is cut off at each end; where n/4 is not whole, the value at the edge counts with the
 * remaining fraction, so that the mean is continuous in n. It uses more of the sample than the median and
 * shrugs off a few wild runs. <b>Edges.</b> An empty sample gives NaN; one value is its own mean and interval. Values may be infinite
 * (runs that diverged): up to a quarter of them does not move the mean, more make it infinite. <b>Source.</b>
 * Agarwal et al. 2021 ("Deep RL at the edge of the statistical precipice"), who cut whole values only: {@code trim_mean(x, 0.25)}.
 *
 * @param interval 95 %, by {@link Bootstrap}
 */
public record InterquartileMean(double mean, Interval interval) {

    /** Of values in any order; none may be NaN. */
    public static InterquartileMean of(double... values) {
        double[] sorted = new Quantiles(values).sorted();
        if (sorted.length == 0) {
            return new InterquartileMean(Double.NaN, new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        Interval interval = Bootstrap.interval(List.of(sorted), sample -> {
            double[] one = sample.get(0);
            Arrays.sort(one);
            return middle(one);
        });
        return new InterquartileMean(middle(sorted), interval);
    }

    private static double middle(double[] sorted) {
        double cut = sorted.length / 4.0;
        double from = cut;
        double to = sorted.length - cut;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            double weight = Math.max(0, Math.min(i + 1, to) - Math.max(i, from));
            sum += weight == 0 ? 0 : weight * sorted[i];
        }
        return sum / (to - from);
    }
}
