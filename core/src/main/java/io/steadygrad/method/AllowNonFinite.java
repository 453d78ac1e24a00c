package io.steadygrad.method;

import io.steadygrad.measure.Measurements;

/**
 * Switches the guard off: non-finite gradients take part in everything, as in other libraries.
 *
 * <pre>g' = g</pre>
 *
 * <p><b>Edges.</b> A NaN makes the global norm NaN and so, with {@code clip_by_global_norm}, every gradient. Histories
 * of adaptive methods still stay finite.
 * <p><b>Cost.</b> None.
 * <p><b>Source.</b> What PyTorch, Optax and TensorFlow do unless told otherwise.
 * <p><b>Differs.</b> Nowhere in the gradients; that is its purpose.
 * <p><b>Example.</b> {@code allow_non_finite | clip_by_global_norm(1)}
 */
public record AllowNonFinite() implements Guard {
    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return Decision.keep();
    }
}
