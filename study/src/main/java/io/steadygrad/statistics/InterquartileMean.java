package io.steadygrad.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The mean of the middle half of a sample, with a percentile-bootstrap interval.
 *
 * <p>A quarter of the sample's weight is cut off at each end; where n/4 is not whole, the value at the edge counts with the
 * remaining fraction, so that the mean is continuous in n. It uses more of the sample than the median and
 * shrugs off a few wild runs. <b>Edges.</b> An empty sample gives NaN; one value is its own mean and interval. <b>Source.</b>
 * Agarwal et al. 2021 ("Deep RL at the edge of the statistical precipice"), who cut whole values only: {@code trim_mean(x, 0.25)}.
 *
 * @param interval 95 %, from 2000 resamples with a fixed seed: the same sample gives the same interval
 */
public record InterquartileMean(double mean, Interval interval) {
    private static final int RESAMPLES = 2000;

    /** Of finite values, in any order. */
    public static InterquartileMean of(double... values) {
        double[] sorted = new Quantiles(values).sorted();
        double mean = middle(sorted);
        if (sorted.length == 0) {
            return new InterquartileMean(Double.NaN, new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        SplittableRandom random = new SplittableRandom(0x5EED);
        double[] means = new double[RESAMPLES];
        double[] sample = new double[sorted.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int k = 0; k < sample.length; k++) {
                sample[k] = sorted[random.nextInt(sorted.length)];
            }
            Arrays.sort(sample);
            means[i] = middle(sample);
        }
        Quantiles resampled = new Quantiles(means);
        return new InterquartileMean(mean, new Interval(resampled.at(0.025), resampled.at(0.975)));
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
