package io.steadygrad.method;

import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Adds normal noise whose variance falls with the step, to leave bad regions early in training.
 *
 * <pre>
 * g' = g + sd * x,    x standard normal, drawn for each entry
 * sd = sqrt(eta / t^gamma),   t: step from 1
 * </pre>
 *
 * <p><b>Edges.</b> Does not rescale: a zero gradient becomes noise. The numbers depend on (seed, step, position) only,
 * not on threads or order.
 * <p><b>Cost.</b> One read, one write.
 * <p><b>Source.</b> Neelakantan, Vilnis, Le, Sutskever et al. 2015 (Adding gradient noise improves learning for very
 * deep networks, arXiv 1511.06807).
 * <p><b>Differs.</b> The paper divides by (1 + t)^gamma with t from 0; it is the same number.
 * <p><b>Example.</b> {@code noise(0.01)}
 *
 * @param eta variance at the first step, above 0 and finite
 * @param gamma how fast the variance falls, 0 or above; 0 keeps it constant
 * @param seed the seed of the numbers
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
    public Set<Claim> claims() {
        return Set.of(Claim.Exemption.ADDS, Claim.Exemption.DRAWS);
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
