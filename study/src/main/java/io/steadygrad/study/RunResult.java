package io.steadygrad.study;

import io.steadygrad.store.TrialState;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param trials of the study, each counted once
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
                (int) study.trials().stream().map(Trial::id).distinct().count(),
                count(outcomes, TrialState.COMPLETED),
                count(outcomes, TrialState.DIVERGED),
                count(outcomes, TrialState.STOPPED),
                count(outcomes, TrialState.FAILED),
                study.trials().stream()
                        .filter(trial -> outcomes.containsKey(trial.id())
                                && outcomes.get(trial.id()).status() == TrialState.FAILED)
                        .map(trial -> trial.cell().title() + ", seed " + trial.seed() + ": "
                                + outcomes.get(trial.id()).reason())
                        .toList(),
                summary.missed(),
                elapsed);
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
