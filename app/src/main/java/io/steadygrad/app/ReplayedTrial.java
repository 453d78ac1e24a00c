package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.replay.NotReplayableException;
import io.steadygrad.replay.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded trial and what came of replaying a method on it.
 *
 * @param replay null where there is none
 * @param problem why there is none; empty where there is one
 * @param refused whether the method, and not the file, is why there is none
 */
record ReplayedTrial(RecordedTrial trial, @Nullable Replay replay, String problem, boolean refused) {

    static ReplayedTrial of(RecordedTrial trial, Path directory, MethodExpression expression) {
        try {
            return new ReplayedTrial(trial, Replay.of(expression, trial.read(directory)), "", false);
        } catch (NotReplayableException e) {
            return new ReplayedTrial(trial, null, String.valueOf(e.getMessage()), true);
        } catch (IllegalArgumentException e) {
            return new ReplayedTrial(trial, null, String.valueOf(e.getMessage()), false);
        }
    }

    /** What a reader must know beside the numbers. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (replay == null) {
            notes.add(problem);
            return notes;
        }
        if (replay.gaveUp()) {
            notes.add("would end at step "
                    + replay.steps().get(replay.steps().size() - 1).step());
        }
        if (replay.approximate()) {
            notes.add("approximate");
        }
        if (!trial.caution().isEmpty()) {
            notes.add(trial.caution());
        }
        return notes;
    }
}
