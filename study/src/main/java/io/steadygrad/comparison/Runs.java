package io.steadygrad.comparison;

import io.steadygrad.statistics.InterquartileMean;
import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.Split;
import io.steadygrad.statistics.TimeToTarget;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one method in one setting, in numbers. A run that diverged counts everywhere as worse than any value: quantiles and means that fall on one are infinite
 * (null in JSON).
 *
 * @param n runs that completed or diverged
 * @param success null for a workload without target
 * @param metric what values are of
 * @param finite runs with a finite value
 * @param interquartileMean with its bootstrap interval
 * @param stepsToTarget the median, with runs that never arrive as infinite; null without target
 * @param split the two groups where runs fall into two with nothing between: no mean describes them; else null
 */
public record Runs(
        int n,
        int diverged,
        @Nullable Success success,
        String metric,
        int finite,
        double median,
        double lowerQuartile,
        double upperQuartile,
        Estimate interquartileMean,
        @Nullable Estimate stepsToTarget,
        @Nullable Groups split) {

    /**
     * Runs in two groups.
     *
     * @param better how many belong to the better group
     * @param betterMedian its median
     * @param worseMedian that of the others; infinite when they diverged
     */
    public record Groups(int better, double betterMedian, int worse, double worseMedian) {}

    /** What a contender's results come to. */
    public static Runs of(Contender contender) {
        return of(contender.yardstick(), contender.results());
    }

    /** What results come to. */
    public static Runs of(Yardstick yardstick, List<Result> results) {
        double[] values = results.stream()
                .mapToDouble(r -> Double.isFinite(r.value()) ? r.value() : yardstick.worst())
                .toArray();
        Quantiles quantiles = new Quantiles(values);
        InterquartileMean mean = InterquartileMean.of(values);
        int reached = (int) results.stream().filter(Result::reachedTarget).count();
        TimeToTarget time = TimeToTarget.of(
                results.stream().mapToDouble(Result::stepsToTarget).toArray());
        return new Runs(
                results.size(),
                (int) results.stream().filter(Result::diverged).count(),
                yardstick.hasTarget() ? Success.of(reached, results.size()) : null,
                yardstick.metric(),
                (int) Arrays.stream(values).filter(Double::isFinite).count(),
                quantiles.median(),
                quantiles.at(0.25),
                quantiles.at(0.75),
                values.length == 0 ? Estimate.NONE : Estimate.of(mean.mean(), mean.interval()),
                yardstick.hasTarget() ? Estimate.of(time.median(), time.interval()) : null,
                groups(yardstick, results, values));
    }

    /**
     * Two groups of two or more, of at least six runs where all are finite; or of any size, when they are the runs that reach the target and
     * those that do not.
     */
    private static @Nullable Groups groups(Yardstick yardstick, List<Result> results, double[] values) {
        Split split = Split.of(1, values).orElse(null);
        if (split == null) {
            return null;
        }
        double cut = yardstick.higherIsBetter() ? split.to() : split.from();
        boolean isSuccess = true;
        for (int i = 0; i < values.length; i++) {
            boolean better = yardstick.higherIsBetter() ? values[i] >= cut : values[i] <= cut;
            isSuccess &= better == results.get(i).reachedTarget();
        }
        boolean isFinite = Double.isFinite(split.to() - split.from());
        boolean large =
                Math.min(split.lower(), split.upper()) >= 2 && (!isFinite || values.length >= PairComparison.FEWEST);
        if (!large && !isSuccess) {
            return null;
        }
        double[] sorted = new Quantiles(values).sorted();
        double low = new Quantiles(Arrays.copyOf(sorted, split.lower())).median();
        double high = new Quantiles(Arrays.copyOfRange(sorted, split.lower(), sorted.length)).median();
        return yardstick.higherIsBetter()
                ? new Groups(split.upper(), high, split.lower(), low)
                : new Groups(split.lower(), low, split.upper(), high);
    }
}
