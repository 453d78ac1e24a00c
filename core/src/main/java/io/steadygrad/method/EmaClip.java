package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Limits every tensor's norm to a multiple of the moving average of its own clipped norms.
 *
 * <pre>
 * g' = g * min(1, ratio * e / ||g||)       per tensor
 * e  = beta * e + (1-beta) * ||g'||        e starts at the first norm
 * </pre>
 *
 * <p><b>Edges.</b> The limit uses the average from before this step; the first step is not limited. Norms that are
 * zero or not finite do not enter it.
 * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> The adaptive clipping in the program of OLMo (Groeneveld et al. 2024, arXiv 2402.00838).
 * <p><b>Differs.</b> OLMo adds 1e-6 to the norm.
 * <p><b>Example.</b> {@code ema_clip(ratio=2)}
 *
 * @param ratio the limit as a multiple of the average, above 1, so that the average can grow
 * @param beta decay of the average, from 0 to below 1
 */
public record EmaClip(
        @Default("2") double ratio, @Default("0.95") double beta) implements Method {
    private static final String AVERAGE = "average";

    public EmaClip {
        if (!(ratio > 1)) {
            throw new IllegalArgumentException("ratio must be greater than 1, was " + Numbers.format(ratio)
                    + ": below it every step would shrink the average");
        }
        Limits.decay("beta", beta);
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
    public State start(Layout layout) {
        return new State().array(AVERAGE, layout.count(Scope.TENSOR));
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.TENSOR));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return GroupScaling.limit(
                now,
                Scope.TENSOR,
                tensor -> now.norm(Norm.L2, Scope.TENSOR, tensor),
                tensor -> limit(state, tensor),
                "above the limit of its history");
    }

    private double limit(State state, int tensor) {
        double average = state.get(AVERAGE)[tensor];
        return average == 0 ? Double.POSITIVE_INFINITY : ratio * average;
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        if (accepted) {
            double[] average = state.get(AVERAGE);
            History.each(now, tensor -> {
                double clipped = Math.min(now.norm(Norm.L2, Scope.TENSOR, tensor), limit(state, tensor));
                average[tensor] = average[tensor] == 0 ? clipped : beta * average[tensor] + (1 - beta) * clipped;
            });
        }
    }
}
