package com.example;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Action;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.spec.Default;
import java.util.Set;

/**
 * Limits the global norm to a multiple of the running mean of its own clipped values.
 *
 * <pre>
 * g' = g * min(1, ratio * m / n)                      n is the global norm; the first step is not limited
 * m = decay * m + (1 - decay) * min(n, ratio * m)     m starts at the first norm
 * </pre>
 *
 * <p><b>Edges.</b> Norms that are zero or not finite do not enter the mean.
 * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass.
 *
 * @param ratio how far above its mean a norm may be, above 1
 * @param decay of the mean, from 0 to below 1
 */
public record MeanClip(
        @Default("2") double ratio, @Default("0.9") double decay) implements Method {
    private static final String MEAN = "mean";

    public MeanClip {
        if (!(ratio > 1)) {
            throw new IllegalArgumentException("ratio must be above 1, was " + ratio);
        }
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay must be at least 0 and below 1, was " + decay);
        }
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(new Claim.KeepsDirection(Scope.GLOBAL), Claim.Promise.FOLLOWS_SCALE);
    }

    @Override
    public State start(Layout layout) {
        return new State().array(MEAN, 1);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double norm = now.globalNorm();
        double limit = limit(state);
        if (!(norm > limit)) {
            return Decision.keep();
        }
        return Decision.act(
                new Action.Scale(Scope.GLOBAL, new double[] {limit / norm}, null),
                new Decision.Engaged(Scope.GLOBAL, new int[] {0}),
                limit,
                "global norm " + norm + " above " + ratio + " times its mean");
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        double norm = now.globalNorm();
        if (accepted && norm > 0 && Double.isFinite(norm)) {
            double[] mean = state.get(MEAN);
            double clipped = Math.min(norm, limit(state));
            mean[0] = mean[0] == 0 ? clipped : decay * mean[0] + (1 - decay) * clipped;
        }
    }

    private double limit(State state) {
        double mean = state.get(MEAN)[0];
        return mean == 0 ? Double.POSITIVE_INFINITY : ratio * mean;
    }
}
