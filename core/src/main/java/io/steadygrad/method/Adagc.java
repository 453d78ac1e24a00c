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
 * Limits every tensor's norm relative to a moving average of its own clipped norms, after a warm-up with a global
 * limit.
 *
 * <pre>
 * warm-up:   g'    = g * min(1, abs / n)            n: global norm
 *            gam_i = min(gam_i, ||g_i'||)
 * then, per tensor i:
 *            g_i'  = g_i * min(1, rel * gam_i / ||g_i||)
 *            gam_i = beta * gam_i + (1-beta) * ||g_i'||
 * </pre>
 *
 * <p><b>Edges.</b> Norms that are zero or not finite enter nothing; a tensor without history is not limited.
 * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> Wang, Li, Chen, Zeng, Yang, Yu, Ma, Shen 2025 (AdaGC, arXiv 2502.11034).
 * <p><b>Differs.</b> In the original one zero gradient in the warm-up makes gam_i zero, which erases the tensor for
 * ever.
 * <p><b>Example.</b> {@code adagc(rel=1.05, warmup=100)}
 *
 * @param rel the limit as a multiple of the average, above 1, so that the average can grow
 * @param abs the global limit of the warm-up, above 0; {@code inf} for none
 * @param beta decay of the average, from 0 to below 1
 * @param warmup accepted steps with the global limit, 0 or more
 */
public record Adagc(
        @Default("1.05") double rel,
        @Default("1") double abs,
        @Default("0.98") double beta,
        @Default("100") int warmup) implements Method {
    private static final String GAMMA = "gamma";
    private static final String STEPS = "steps";

    public Adagc {
        if (!(rel > 1)) {
            throw new IllegalArgumentException("rel must be greater than 1, was " + Numbers.format(rel)
                    + ": below it every step would shrink the limit");
        }
        Limits.positive("abs", abs);
        Limits.decay("beta", beta);
        Limits.atLeast("warmup", 0, warmup);
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
        return new State().array(GAMMA, layout.count(Scope.TENSOR)).array(STEPS, 1);
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(new Claim.KeepsDirection(Scope.TENSOR));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (state.get(STEPS)[0] < warmup) {
            return GroupScaling.limit(now, Scope.GLOBAL, all -> now.globalNorm(), all -> abs, "global norm in warm-up");
        }
        return GroupScaling.limit(
                now,
                Scope.TENSOR,
                tensor -> now.norm(Norm.L2, Scope.TENSOR, tensor),
                tensor -> limit(state, tensor),
                "above the limit of its history");
    }

    private double limit(State state, int tensor) {
        double gamma = state.get(GAMMA)[tensor];
        return gamma == 0 ? Double.POSITIVE_INFINITY : rel * gamma;
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        if (!accepted) {
            return;
        }
        double[] gamma = state.get(GAMMA);
        boolean warming = state.get(STEPS)[0] < warmup;
        double factor = warming && now.globalNorm() > abs ? abs / now.globalNorm() : 1;
        History.each(now, tensor -> {
            double norm = now.norm(Norm.L2, Scope.TENSOR, tensor);
            double clipped = warming ? norm * factor : Math.min(norm, limit(state, tensor));
            if (gamma[tensor] == 0) {
                gamma[tensor] = clipped;
            } else {
                gamma[tensor] =
                        warming ? Math.min(gamma[tensor], clipped) : beta * gamma[tensor] + (1 - beta) * clipped;
            }
        });
        state.get(STEPS)[0]++;
    }
}
