package io.steadygrad.report.internal.difference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the runs of one configuration changed from the first run to the second, seed by seed.
 *
 * @param n pairs of the same seed
 * @param better pairs in which the second run is better; a diverged run is worse than any value
 * @param median of the differences, second minus first, in the metric's own direction; infinite where most pairs have one diverged run
 * @param wilcoxon two-sided p of the paired Wilcoxon test, null where no test was made
 * @param holm the same after Holm's correction over all configurations that were tested
 */
record Gains(
        int n,
        int better,
        int worse,
        int equal,
        double median,
        @Nullable Double wilcoxon,
        @Nullable Double holm,
        String verdict) {

    static double median(double[] gains, boolean higherIsBetter) {
        double[] sorted = gains.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double low = sorted[(sorted.length - 1) / 2];
        double high = sorted[sorted.length / 2];
        double median = low == high ? low : (low + high) / 2;
        return median == 0 || higherIsBetter ? median : -median;
    }
}
