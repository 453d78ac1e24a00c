package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Rejects a step whose gradients hold NaN or infinity: the gradients stay as they are, the optimizer does not step, no
 * history learns.
 *
 * <pre>
 * reject if any entry is NaN, +Inf or -Inf
 * fail   at the max_consecutive-th rejection in a row
 * </pre>
 *
 * <p>Every chain without a guard of its own, except {@code identity} alone, has this one.
 * <p><b>Edges.</b> An accepted step starts the count anew. The report names the tensors, the first bad one in backward
 * order, and the counts of NaN, +Inf and -Inf.
 * <p><b>Cost.</b> None beyond the one read: a sum that is not finite tells.
 * <p><b>Source.</b> optax.apply_if_finite; NVIDIA's loss scaling.
 * <p><b>Differs.</b> After so many rejections in a row Optax lets the NaN through; this ends the run.
 * <p><b>Example.</b> {@code skip_non_finite(3) | clip_by_global_norm(1)}
 *
 * @param maxConsecutive rejections in a row that end the run, at least 1
 */
public record SkipNonFinite(@Default("10") int maxConsecutive) implements Guard {
    public SkipNonFinite {
        Limits.atLeast("max_consecutive", 1, maxConsecutive);
    }

    @Override
    public State start(Layout layout) {
        return new State().array("consecutive", 1);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (!now.anyNonFinite()) {
            return Decision.keep();
        }
        long inARow = (long) state.get("consecutive")[0] + 1;
        return inARow >= maxConsecutive
                ? Decision.fail(now.nonFinite() + "; " + inARow + " such steps in a row")
                : Decision.reject(now.nonFinite().toString());
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        double[] consecutive = state.get("consecutive");
        if (decision.verdict() != Decision.Verdict.CONTINUE) {
            consecutive[0]++;
        } else if (accepted) {
            consecutive[0] = 0;
        }
    }
}
