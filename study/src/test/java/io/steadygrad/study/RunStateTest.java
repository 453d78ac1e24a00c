package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.store.TrialState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunStateTest {

    /** The first trials wait for classes to load; a forecast from their mean would be off by what that took. */
    @Test
    void theTimeLeftFollowsThePaceOfTheLastTrials() {
        AtomicReference<RunProgress> last = new AtomicReference<>();
        RunState state = new RunState(1, false, new RunListener() {
            @Override
            public void progressed(RunProgress progress) {
                last.set(progress);
            }
        });
        Map<String, Trial> trials = new LinkedHashMap<>();
        List<Trial> all = SmallStudies.descent(60, 0.5).trials();
        all.forEach(trial -> trials.put(trial.id(), trial));
        state.add(trials, Map.of(), 0);
        for (int i = 0; i < 60; i++) {
            Trial trial = Objects.requireNonNull(state.next(() -> false));
            state.started(trial);
            // Every third diverges at once.
            boolean diverges = i % 3 == 0;
            double seconds = i < 2 ? 3 : diverges ? 0 : 0.015;
            state.finished(trial, outcome(diverges ? 1 : trial.budgetSteps(), diverges, seconds));
            state.release();
        }
        state.publish();
        Duration left = Objects.requireNonNull(last.get()).timeLeft().orElseThrow();
        assertThat(left).as("60 trials of 10 ms on average").isBetween(Duration.ofMillis(400), Duration.ofMillis(900));
    }

    private static TrialOutcome outcome(long steps, boolean diverged, double seconds) {
        return new TrialOutcome(
                diverged ? TrialState.DIVERGED : TrialState.COMPLETED,
                diverged ? (Long) steps : null,
                Map.of(),
                false,
                null,
                null,
                0,
                steps,
                seconds,
                steps / Math.max(seconds, 1e-9),
                null,
                List.of(),
                List.of());
    }
}
