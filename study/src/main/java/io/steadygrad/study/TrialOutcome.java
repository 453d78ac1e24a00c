package io.steadygrad.study;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.store.TrialState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one trial.
 *
 * @param status completed, diverged, stopped or failed
 * @param divergedAtStep the step whose loss or weights were not finite, counted from 1
 * @param metrics by name; NaN is kept as "none" (of a diverged trial all are)
 * @param reachedTarget whether the final metric meets the target
 * @param stepsToTarget the first step at which it was met
 * @param engagedFraction share of the steps in which the method changed something; null when unknown
 * @param rejectedSteps steps that control refused
 * @param steps that were trained
 * @param seconds all the trial took, evaluations included
 * @param stepsPerSecond of training alone; NaN when unknown
 * @param reason why it failed or diverged, in a sentence
 * @param diagnoses what is wrong with the run, root cause first; empty for a healthy one and where nobody looked
 * @param repairs what was tried to cure it, in the order of time
 */
public record TrialOutcome(
        TrialState status,
        @Nullable Long divergedAtStep,
        Map<String, Double> metrics,
        boolean reachedTarget,
        @Nullable Long stepsToTarget,
        @Nullable Double engagedFraction,
        long rejectedSteps,
        long steps,
        double seconds,
        double stepsPerSecond,
        @Nullable String reason,
        List<Diagnosis> diagnoses,
        List<Repair> repairs) {

    public TrialOutcome {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        diagnoses = List.copyOf(diagnoses);
        repairs = List.copyOf(repairs);
        if (status == TrialState.WAITING || status == TrialState.RUNNING) {
            throw new IllegalArgumentException(
                    "An outcome is completed, diverged, stopped or failed, not " + status.text());
        }
    }

    /** The same outcome without anything that test data tell. */
    TrialOutcome withoutTest() {
        Map<String, Double> kept = new LinkedHashMap<>(metrics);
        kept.keySet().removeIf(name -> name.startsWith("test_"));
        return new TrialOutcome(
                status,
                divergedAtStep,
                kept,
                false,
                null,
                engagedFraction,
                rejectedSteps,
                steps,
                seconds,
                stepsPerSecond,
                reason,
                diagnoses,
                repairs);
    }

    /** The outcome as one line of JSON, as stores keep it. What is not finite is null. */
    public String toJson() {
        return Json.compact(OutcomeJson.write(this));
    }

    /** Reads what {@link #toJson} wrote. */
    public static TrialOutcome fromJson(String text) {
        return OutcomeJson.read(text);
    }

    /** A trial that threw. */
    public static TrialOutcome failed(Throwable thrown, double seconds) {
        String message = thrown.getMessage();
        return failed(
                thrown instanceof IllegalArgumentException && message != null
                        ? message
                        : thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message),
                seconds);
    }

    /** A trial that threw, or could not be started. */
    public static TrialOutcome failed(String reason, double seconds) {
        return without(TrialState.FAILED, reason, seconds);
    }

    /** A trial that was stopped, and whose steps nobody knows. */
    public static TrialOutcome stopped(double seconds) {
        return without(TrialState.STOPPED, null, seconds);
    }

    private static TrialOutcome without(TrialState status, @Nullable String reason, double seconds) {
        return new TrialOutcome(
                status, null, Map.of(), false, null, null, 0, 0, seconds, Double.NaN, reason, List.of(), List.of());
    }
}
