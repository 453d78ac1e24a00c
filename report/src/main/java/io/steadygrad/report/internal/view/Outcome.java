package io.steadygrad.report.internal.view;

import io.steadygrad.comparison.Result;
import io.steadygrad.comparison.Runs;
import io.steadygrad.comparison.Success;
import io.steadygrad.comparison.Yardstick;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.statistics.Quantiles;
import java.util.List;

/**
 * What the runs of a cell came to, by the study's own rules ({@link Runs}).
 *
 * <p>n counts the runs that ended by themselves, completed or diverged; a diverged run counts as worse than any value, so the
 * median is infinite when most runs diverged, and so is the interquartile mean when a diverged run is among its middle half.
 *
 * @param reached runs whose final metric met the target
 * @param low lower end of Wilson's 95 % interval of the success rate
 * @param finite runs with a finite value
 * @param split whether the runs fall into two groups with nothing between
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
        boolean split,
        double engaged) {

    static Outcome of(List<Trial> trials, Metric metric) {
        List<Trial> counted = trials.stream().filter(Trial::counts).toList();
        int n = counted.size();
        int reached = (int) counted.stream().filter(Trial::reachedTarget).count();
        Success success = Success.of(reached, n);
        Runs runs = Runs.of(
                new Yardstick(metric.name(), metric.higherIsBetter(), metric.bound() != null),
                counted.stream().map(trial -> result(trial, metric)).toList());
        // One run has no spread to resample.
        boolean spread = n > 1;
        return new Outcome(
                n,
                reached,
                success.low(),
                success.high(),
                runs.median(),
                runs.finite(),
                runs.interquartileMean().value(),
                spread ? runs.interquartileMean().low() : Double.NaN,
                spread ? runs.interquartileMean().high() : Double.NaN,
                runs.split() != null,
                new Quantiles(trials.stream()
                                .mapToDouble(Trial::engagedFraction)
                                .filter(share -> !Double.isNaN(share))
                                .toArray())
                        .median());
    }

    private static Result result(Trial trial, Metric metric) {
        boolean diverged = trial.status() == Status.DIVERGED;
        Long steps = trial.stepsToTarget();
        return new Result(
                trial.seed(),
                diverged ? Double.NaN : trial.metric(metric.name()),
                trial.reachedTarget(),
                diverged,
                steps == null || !trial.reachedTarget() ? Double.POSITIVE_INFINITY : steps);
    }

    /** Share of runs that reached the target, NaN without runs. */
    public double rate() {
        return n == 0 ? Double.NaN : (double) reached / n;
    }
}
