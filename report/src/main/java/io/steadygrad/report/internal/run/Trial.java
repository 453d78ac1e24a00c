package io.steadygrad.report.internal.run;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One trial as summary.json tells it.
 *
 * @param inputs how the inputs were prepared, in words; empty when the summary does not say
 * @param family the optimizer without what a search chose of it
 * @param tuned the hyperparameters that a search chose, each method's own
 * @param tuning whether it only served to choose; such a trial is no result
 * @param metrics final metrics; a metric that was not finite is absent
 * @param engagedFraction share of steps at which the control changed the gradient; NaN when unknown
 * @param trace path of the trace relative to the run directory
 */
public record Trial(
        String id,
        String workload,
        String method,
        String expression,
        String optimizer,
        String inputs,
        SortedMap<String, String> hyperparameters,
        String family,
        Set<String> tuned,
        boolean tuning,
        long seed,
        Status status,
        @Nullable Long divergedAtStep,
        Map<String, Double> metrics,
        boolean reachedTarget,
        @Nullable Long stepsToTarget,
        double engagedFraction,
        long rejectedSteps,
        @Nullable String trace,
        List<Diagnosis> diagnoses,
        List<Repair> repairs) {

    /** The final value of a metric, NaN when it is absent or not finite. */
    public double metric(String name) {
        Double value = metrics.get(name);
        return value == null ? Double.NaN : value;
    }

    /** True when the trial ran to an end that says something about its method. */
    public boolean counts() {
        return status == Status.COMPLETED || status == Status.DIVERGED;
    }
}
