package io.steadygrad.kernel;

import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan decided at one step, before anything is written.
 *
 * @param before the gradients as they came
 * @param after the gradients as the pending actions leave them, or null where only writing will tell
 * @param answers one per method that was asked, in order
 * @param pending actions still to be applied, in order
 */
public record Outcome(
        Decision.Verdict verdict,
        Measurements before,
        @Nullable Measurements after,
        List<Answer> answers,
        List<Pending> pending) {

    /**
     * One method's part.
     *
     * @param seen what it decided from
     */
    public record Answer(Method method, State state, Measurements seen, Decision decision) {}
}
