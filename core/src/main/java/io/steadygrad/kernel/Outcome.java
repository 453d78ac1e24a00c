package io.steadygrad.kernel;

import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan decided at one step, before anything is written.
 *
 * @param before the gradients as they came
 * @param after the gradients as the pending actions leave them, or null where only writing will tell
 * @param decisions one per method that was asked
 * @param seen what each of these methods decided from
 * @param pending actions still to be applied, in order
 */
public record Outcome(
        Decision.Verdict verdict,
        Measurements before,
        @Nullable Measurements after,
        List<Decision> decisions,
        List<Measurements> seen,
        List<Action> pending) {}
