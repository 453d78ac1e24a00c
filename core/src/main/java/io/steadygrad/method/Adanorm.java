package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Enlarges the gradient of a tensor that has become smaller than its own history to the level of that history.
 *
 * <pre>
 * e  = decay * e + (1-decay) * ||g||    per tensor, e starts at 0
 * g' = g * e / ||g||   where e &gt; ||g||,  else g
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient stays zero and does not enter the history; nor does one that is not finite. It
 * never shrinks.
 * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> Dubey, Singh, Chaudhuri 2023 (AdaNorm: adaptive gradient norm correction based optimizer for CNNs,
 * arXiv 2210.06364).
 * <p><b>Differs.</b> From copies that divide by a zero norm, or start e so that nothing is ever enlarged. In the paper
 * Adam's second moment keeps the raw gradient; here the whole optimizer sees the enlarged one.
 * <p><b>Example.</b> {@code adanorm(decay=0.95)}
 *
 * @param decay of the average of norms, from 0 to below 1
 */
public record Adanorm(@Default("0.95") double decay) implements Method {
    private static final String LEVEL = "level";

    public Adanorm {
        Limits.decay("decay", decay);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.TENSOR);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public State start(io.steadygrad.gradient.Layout layout) {
        return new State().array(LEVEL, layout.count(Scope.TENSOR));
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.TENSOR));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return GroupScaling.bring(
                now,
                Scope.TENSOR,
                tensor -> now.norm(Norm.L2, Scope.TENSOR, tensor),
                tensor -> Math.max(level(now, state, tensor), now.norm(Norm.L2, Scope.TENSOR, tensor)),
                "below the level of its history");
    }

    private double level(Measurements now, State state, int tensor) {
        return decay * state.get(LEVEL)[tensor] + (1 - decay) * now.norm(Norm.L2, Scope.TENSOR, tensor);
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        if (accepted) {
            History.each(now, tensor -> state.get(LEVEL)[tensor] = level(now, state, tensor));
        }
    }
}
