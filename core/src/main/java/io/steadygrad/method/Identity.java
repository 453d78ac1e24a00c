package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import java.util.Set;

/**
 * Changes nothing: the bare engine, for comparison.
 *
 * <pre>g' = g</pre>
 *
 * <p><b>Edges.</b> Alone it is unguarded, and NaN reaches the weights. In a chain with other methods it is nothing at
 * all.
 * <p><b>Cost.</b> One read, for the report.
 * <p><b>Source.</b> None; it is the "off" of every comparison.
 * <p><b>Differs.</b> Nowhere.
 * <p><b>Example.</b> {@code identity}
 */
public record Identity() implements Method {
    @Override
    public Effect effect() {
        return Effect.NOTHING;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.GLOBAL), Claim.Promise.IDEMPOTENT);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return Decision.keep();
    }
}
