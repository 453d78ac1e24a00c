package io.steadygrad.method;

import io.steadygrad.measure.Measurements;

/**
 * Ends the run at the first gradient that is not finite.
 *
 * <pre>fail if any entry is NaN, +Inf or -Inf</pre>
 *
 * <p><b>Edges.</b> The gradients stay as they are, for inspection. A library call throws; in a study the trial ends as
 * {@code diverged}.
 * <p><b>Cost.</b> None beyond the one read.
 * <p><b>Source.</b> PyTorch clip_grad_norm_(error_if_nonfinite=True).
 * <p><b>Differs.</b> PyTorch looks at the norm, which can also be infinite because float32 overflowed; this looks at
 * the entries.
 * <p><b>Example.</b> {@code error_on_non_finite | clip_by_global_norm(1)}
 */
public record ErrorOnNonFinite() implements Guard {
    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return now.anyNonFinite() ? Decision.fail(now.nonFinite().toString()) : Decision.keep();
    }
}
