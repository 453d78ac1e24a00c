package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Gives every tensor's gradient a norm in proportion to its weight's norm, so that all layers move at the same
 * relative pace.
 *
 * <pre>
 * g' = g * coefficient * ||w|| / (||g|| + eps)     per tensor
 * g' = g                        where ||w|| or ||g|| is 0
 * </pre>
 *
 * <p><b>Edges.</b> Needs the weights. A tensor whose weights are all zero is left alone.
 * <p><b>Cost.</b> One read of gradients and weights; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> You, Gitman, Ginsburg 2017 (LARS, arXiv 1708.03888), the local learning rate;
 * optax.scale_by_trust_ratio.
 * <p><b>Differs.</b> LARS adds weight decay to the divisor: the optimizer {@code lars} does.
 * <p><b>Example.</b> {@code trust_ratio(coefficient=0.001)}
 *
 * @param coefficient the norm of the gradient as a multiple of the weight's, above 0 and finite
 * @param eps added to the gradient's norm, 0 or above
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
    public Set<Claim> claims() {
        return eps > 0
                ? Set.of(new Claim.KeepsDirection(Scope.TENSOR))
                : Set.of(new Claim.KeepsDirection(Scope.TENSOR), Claim.Promise.IDEMPOTENT);
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
        double share = gradient > 1 ? 1 / (1 + eps / gradient) : gradient / (gradient + eps); // also of infinity
        return weight == 0 ? gradient : coefficient * weight * share;
    }
}
