package io.steadygrad.study;

import io.steadygrad.store.TrialState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param trials of the study, each counted once; with a search also those that it has not come to
 * @param failures why trials failed, one line each
 * @param missed acceptances that the results do not meet, one line each
 */
public record RunResult(
        int trials,
        int completed,
        int diverged,
        int stopped,
        int failed,
        List<String> failures,
        List<String> missed,
        Duration elapsed) {

    static RunResult of(Study study, Map<String, TrialOutcome> outcomes, Summary summary, Duration elapsed) {
        return new RunResult(
                (int) study.all().stream().map(Trial::id).distinct().count() + study.upcoming(),
                count(outcomes, TrialState.COMPLETED),
                count(outcomes, TrialState.DIVERGED),
                count(outcomes, TrialState.STOPPED),
                count(outcomes, TrialState.FAILED),
                failures(study, outcomes, summary),
                summary.missed(),
                elapsed);
    }

    private static List<String> failures(Study study, Map<String, TrialOutcome> outcomes, Summary summary) {
        List<String> failures = new ArrayList<>();
        for (Trial trial : study.all()) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null && outcome.status() == TrialState.FAILED) {
                failures.add(trial.cell().title() + ", seed " + trial.seed() + ": " + outcome.reason());
            }
        }
        failures.addAll(ProbeRunner.failures(summary.json()));
        return failures;
    }

    private static int count(Map<String, TrialOutcome> outcomes, TrialState state) {
        return (int) outcomes.values().stream()
                .filter(outcome -> outcome.status() == state)
                .count();
    }

    /** Whether trials are left to run: the same command continues. */
    public boolean unfinished() {
        return completed + diverged + failed < trials;
    }
}
