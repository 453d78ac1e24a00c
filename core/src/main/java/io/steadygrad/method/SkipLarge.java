package io.steadygrad.method;

import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;

/**
 * Rejects a step whose global norm is above a limit.
 *
 * <pre>reject if ||g|| &gt; max_norm</pre>
 *
 * <p><b>Edges.</b> A norm exactly at the limit is accepted. There is no bound on rejections in a row.
 * <p><b>Cost.</b> One read.
 * <p><b>Source.</b> optax.skip_large_updates.
 *
 * @param maxNorm above 0
 */
public record SkipLarge(double maxNorm) implements Method {
    public SkipLarge {
        Limits.positive("max_norm", maxNorm);
    }

    @Override
    public Effect effect() {
        return Effect.NOTHING;
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double norm = now.globalNorm();
        return norm > maxNorm
                ? Decision.reject("global norm " + Numbers.format(norm) + " above " + Numbers.format(maxNorm))
                : Decision.keep();
    }
}
