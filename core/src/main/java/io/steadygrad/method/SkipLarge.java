package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Rejects a step whose global norm is above a limit.
 *
 * <pre>reject if n &gt; max_norm,   n: global l2 norm</pre>
 *
 * <p><b>Edges.</b> A norm exactly at the limit is accepted. There is no bound on rejections in a row: a limit that is
 * too low stops learning, and the report says so at every step.
 * <p><b>Cost.</b> One read.
 * <p><b>Source.</b> optax.skip_large_updates.
 * <p><b>Differs.</b> Optax compares the squared norm with a squared limit.
 * <p><b>Example.</b> {@code skip_large(100)}
 *
 * @param maxNorm the largest norm that is accepted, above 0
 */
public record SkipLarge(double maxNorm) implements Method {
    public SkipLarge {
        Limits.positive("max_norm", maxNorm);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.GLOBAL);
    }

    @Override
    public Effect effect() {
        return Effect.NOTHING;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(
                new Claim.Bounds(Norm.L2, Scope.GLOBAL, 0, maxNorm),
                new Claim.KeepsDirection(Scope.GLOBAL),
                Claim.Promise.IDEMPOTENT);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double norm = now.globalNorm();
        return norm > maxNorm
                ? Decision.reject("global norm " + Numbers.format(norm) + " above " + Numbers.format(maxNorm))
                : Decision.keep();
    }
}
