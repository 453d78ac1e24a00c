package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Adaptive gradient clipping: limits the gradient of every output unit to a share of that unit's weight norm.
 *
 * <pre>g_u' = g_u * min(1, clipping * max(||w_u||, eps) / ||g_u||)
 *
 * u: an output unit (neuron, filter);  norms: l2</pre>
 *
 * <p><b>Edges.</b> A tensor of rank 0 or 1 (a bias) is one unit. A unit exactly at its limit, or with a zero gradient,
 * is left alone. Needs the weights. The paper leaves the final linear layer out: use {@code per_group}.
 * <p><b>Cost.</b> One read of gradients and weights; one write when it bites.
 * <p><b>Source.</b> Brock, De, Smith, Simonyan 2021 (High-performance large-scale image recognition without
 * normalization, arXiv 2102.06171), equation 3.
 * <p><b>Differs.</b> timm and Optax guess the unit axis from a parameter's rank; here it is a property of each
 * parameter.
 * <p><b>Example.</b> {@code agc(0.01)}
 *
 * @param clipping the share of the weight norm, above 0
 * @param eps the least weight norm that is counted, above 0, so that weights that start at zero can move
 */
public record Agc(
        @Default("0.01") double clipping, @Default("1e-3") double eps) implements Method {
    public Agc {
        Limits.positive("clipping", clipping);
        Limits.positiveFinite("eps", eps);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.UNIT).and(Needs.weightNorm(Norm.L2, Scope.UNIT));
    }

    @Override
    public Effect effect() {
        return Effect.MAY_RESHAPE;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(new Claim.KeepsDirection(Scope.UNIT), Claim.Promise.IDEMPOTENT);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return GroupScaling.limit(
                now,
                Scope.UNIT,
                unit -> now.norm(Norm.L2, Scope.UNIT, unit),
                unit -> clipping * Math.max(now.weightNorm(Norm.L2, Scope.UNIT, unit), eps),
                "gradient large against the weights");
    }
}
