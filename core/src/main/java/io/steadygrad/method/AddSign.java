package io.steadygrad.method;

import io.steadygrad.measure.Measurements;
import io.steadygrad.threshold.Limits;

/**
 * Adds a constant to every entry in the direction of its sign.
 *
 * <pre>g' = g + amount * sign(g)</pre>
 *
 * <p><b>Edges.</b> Zero stays zero. Does not limit anything: large entries grow too.
 * <p><b>Cost.</b> One read, one write.
 * <p><b>Source.</b> The article's TensorFlow listing ({@code article(reading=add)}).
 *
 * @param amount above 0
 */
public record AddSign(double amount) implements Method {
    public AddSign {
        Limits.positiveFinite("amount", amount);
    }

    @Override
    public Effect effect() {
        return Effect.RESHAPES;
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return Decision.act(new Action.AddSign(amount), Everything.of(now), amount, "every entry");
    }
}
