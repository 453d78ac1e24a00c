package io.steadygrad.method;

import io.steadygrad.measure.Measurements;

/**
 * Ends the run at the first gradient that is not finite.
 *
 * <pre>fail if any entry is not finite</pre>
 *
 * <p><b>Edges.</b> The gradients stay as they are, for inspection. In a study the trial ends as {@code diverged}.
 * <p><b>Cost.</b> None beyond the one read.
 * <p><b>Source.</b> PyTorch clip_grad_norm_(error_if_nonfinite=True).
 */
public record ErrorOnNonFinite() implements Guard {
    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return now.anyNonFinite() ? Decision.fail(now.nonFinite().toString()) : Decision.keep();
    }
}
