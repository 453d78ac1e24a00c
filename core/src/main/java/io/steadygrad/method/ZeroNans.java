package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Puts zero in the place of every NaN and goes on.
 *
 * <pre>g' = 0 where g is NaN, else g</pre>
 *
 * <p><b>Edges.</b> Replaces NaN only; a step that then still holds an infinity is rejected, as by {@code
 * skip_non_finite(10)}. Methods that stand before it in a chain see the NaN.
 * <p><b>Cost.</b> One read; a second read and a write when there is a NaN.
 * <p><b>Source.</b> optax.zero_nans.
 * <p><b>Differs.</b> In Optax an infinity goes on to the weights.
 * <p><b>Example.</b> {@code zero_nans | clip_by_global_norm(1)}
 */
public record ZeroNans() implements Method {
    @Override
    public Effect effect() {
        return Effect.MAY_RESHAPE;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL), Claim.Promise.IDEMPOTENT);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (!now.anyNonFinite() || now.nonFinite().nan() == 0) {
            return Decision.keep();
        }
        int tensors = now.layout().parameters().size();
        return Decision.act(
                new Action.ReplaceNaN(0),
                Everything.tensors(IntStream.range(0, tensors)
                        .filter(t -> now.nonFiniteOf(t).nan() > 0)),
                Double.NaN,
                now.nonFinite().toString());
    }
}
