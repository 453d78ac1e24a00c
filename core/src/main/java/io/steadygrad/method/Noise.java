package io.steadygrad.method;

import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;

/**
 * Adds normal noise whose variance falls with the step.
 *
 * <pre>g' = g + sd * n,   sd = sqrt(eta / t^gamma),   n standard normal, t the step from 1</pre>
 *
 * <p><b>Edges.</b> Does not rescale: a zero gradient becomes noise. The numbers depend on (seed, step, position) only, not on
 * threads or order.
 * <p><b>Cost.</b> One read, one write.
 * <p><b>Source.</b> Neelakantan et al. 2015 (Adding gradient noise), equation 1, with the step from 1 in place of 1 + t.
 *
 * @param eta above 0
 * @param gamma 0 or above
 */
public record Noise(
        double eta,
        @Default("0.55") double gamma,
        @Default("0") long seed) implements Method {
    public Noise {
        Limits.positiveFinite("eta", eta);
        Limits.notNegative("gamma", gamma);
    }

    @Override
    public Effect effect() {
        return Effect.RESHAPES;
    }

    /** The standard deviation at a step. */
    public double deviation(long step) {
        return Math.sqrt(eta / Math.pow((double) step, gamma));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double deviation = deviation(step.index());
        return Decision.act(
                new Action.Noise(deviation, seed, step.index()),
                Everything.of(now),
                Double.NaN,
                "noise of deviation " + Numbers.format(deviation));
    }
}
