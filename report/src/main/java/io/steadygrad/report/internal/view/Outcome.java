package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.statistics.InterquartileMean;
import io.steadygrad.statistics.Interval;
import io.steadygrad.statistics.SuccessRate;
import java.util.List;

/**
 * What the runs of a cell came to.
 *
 * <p>n counts the runs that ended by themselves, completed or diverged; a diverged run counts as worse than any value, so the
 * median is infinite when most runs diverged. The interquartile mean is that of the runs that stayed finite, with a bootstrap
 * 95 % interval; their number is {@code finite}.
 *
 * @param reached runs whose final metric met the target
 * @param low lower end of Wilson's 95 % interval of the success rate
 */
public record Outcome(
        int n,
        int reached,
        double low,
        double high,
        double median,
        int finite,
        double iqm,
        double iqmLow,
        double iqmHigh,
        double engaged) {

    static Outcome of(List<Trial> trials, Metric metric) {
        List<Trial> counted = trials.stream().filter(Trial::counts).toList();
        int n = counted.size();
        int reached = (int) counted.stream().filter(Trial::reachedTarget).count();
        Interval rate = new SuccessRate(reached, n).interval();
        double[] ranked = Quantiles.sorted(counted.stream()
                .mapToDouble(t -> t.status() == Status.DIVERGED ? metric.worst() : t.metric(metric.name()))
                .toArray());
        double[] finite = Quantiles.sorted(counted.stream()
                .filter(t -> t.status() != Status.DIVERGED)
                .mapToDouble(t -> t.metric(metric.name()))
                .toArray());
        InterquartileMean mean = InterquartileMean.of(finite);
        // One run has no spread to resample.
        boolean spread = finite.length > 1;
        return new Outcome(
                n,
                reached,
                rate.low(),
                rate.high(),
                Quantiles.of(ranked, 0.5),
                finite.length,
                mean.mean(),
                spread ? mean.interval().low() : Double.NaN,
                spread ? mean.interval().high() : Double.NaN,
                Quantiles.of(
                        Quantiles.sorted(trials.stream()
                                .mapToDouble(Trial::engagedFraction)
                                .toArray()),
                        0.5));
    }

    /** Share of runs that reached the target, NaN without runs. */
    public double rate() {
        return n == 0 ? Double.NaN : (double) reached / n;
    }
}
