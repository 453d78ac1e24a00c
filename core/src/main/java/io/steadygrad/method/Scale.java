package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Multiplies every gradient by a factor.
 *
 * <pre>g' = g * factor</pre>
 *
 * <p><b>Edges.</b> Zero stays zero. A product beyond the type's range becomes the type's largest number.
 * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass.
 * <p><b>Source.</b> optax.scale.
 * <p><b>Differs.</b> Zero (erases) and negative factors (climb instead of descend) are refused.
 * <p><b>Example.</b> {@code scale(0.5)}
 *
 * @param factor above 0 and finite
 */
public record Scale(double factor) implements Method {
    public Scale {
        Limits.positiveFinite("factor", factor);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (factor == 1) {
            return Decision.keep();
        }
        return Decision.act(
                new Action.Scale(Scope.GLOBAL, new double[] {factor}, null),
                Everything.of(now),
                Double.NaN,
                "constant factor");
    }
}
