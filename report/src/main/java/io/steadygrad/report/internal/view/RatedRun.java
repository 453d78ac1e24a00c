package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;

/**
 * A run at one learning rate.
 *
 * @param value of the metric; NaN where it has none
 */
public record RatedRun(long seed, double value, boolean diverged, boolean reached) {

    static RatedRun of(Trial trial, Metric metric) {
        return new RatedRun(
                trial.seed(), trial.metric(metric.name()), trial.status() == Status.DIVERGED, trial.reachedTarget());
    }
}
