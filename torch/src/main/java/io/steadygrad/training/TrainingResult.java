package io.steadygrad.training;

import io.steadygrad.health.Repair;
import io.steadygrad.trace.Trace;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of one run.
 *
 * @param reason why it ended before its budget, in words; empty where it did not
 * @param steps that were made, pending and rejected ones included
 * @param metrics after the last step by name ({@code test_loss}); a metric may be NaN or infinite; empty where the run diverged
 * @param divergedAtStep the first step after which training could not go on, or null
 * @param reachedTarget whether the final metrics meet the target; false without one
 * @param stepsToTarget the step of the first evaluation that met the target, or null
 * @param engagedFraction share of all steps at which the control changed gradients
 * @param rejectedSteps steps that the control dropped
 * @param stepsPerSecond of training alone, evaluations not counted; 0 without a step
 * @param trace of the counted steps; what was taken back is among its signals
 * @param repairs what was tried to cure the run, in the order of time; empty where nothing was, or {@link Recipe#repair} is off
 * @param weights what {@link Recipe#save} asked for, or null
 */
public record TrainingResult(
        Status status,
        String reason,
        long steps,
        Map<String, Double> metrics,
        @Nullable Long divergedAtStep,
        boolean reachedTarget,
        @Nullable Long stepsToTarget,
        double engagedFraction,
        long rejectedSteps,
        double stepsPerSecond,
        Trace trace,
        List<Repair> repairs,
        @Nullable Snapshot weights) {

    /** How a run ended. */
    public enum Status {
        /** With its budget, or by early stopping. */
        COMPLETED,
        /** With a training loss or a weight that is not finite, or because the control gave up. */
        DIVERGED,
        /** Because it was asked to. */
        STOPPED
    }

    public TrainingResult {
        repairs = List.copyOf(repairs);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
