package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Gives every tensor's gradient a norm in proportion to its weight's norm.
 *
 * <pre>g' = g * coefficient * ||w|| / (||g|| + eps)   per tensor; factor 1 where either norm is 0</pre>
 *
 * <p><b>Edges.</b> Needs the weights.
 * <p><b>Cost.</b> One read of gradients and weights; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> You et al. 2017 (LARS), equation 6; optax.scale_by_trust_ratio.
 */
public record TrustRatio(
        @Default("1") double coefficient, @Default("0") double eps) implements Method {
    public TrustRatio {
        Limits.positiveFinite("coefficient", coefficient);
        Limits.notNegative("eps", eps);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.TENSOR).and(Needs.weightNorm(Norm.L2, Scope.TENSOR));
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return GroupScaling.bring(
                now,
                Scope.TENSOR,
                tensor -> now.norm(Norm.L2, Scope.TENSOR, tensor),
                tensor -> wanted(now, tensor),
                "in proportion to the weights");
    }

    private double wanted(Measurements now, int tensor) {
        double gradient = now.norm(Norm.L2, Scope.TENSOR, tensor);
        double weight = now.weightNorm(Norm.L2, Scope.TENSOR, tensor);
        return weight == 0 ? gradient : coefficient * weight * (gradient / (gradient + eps));
    }
}
