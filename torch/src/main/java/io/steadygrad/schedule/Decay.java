package io.steadygrad.schedule;

import io.steadygrad.spec.Default;
import io.steadygrad.spec.Signature;

/**
 * Multiplies the learning rate by {@code factor} after every {@code every} steps; study files call it {@code step}.
 *
 * @param every in steps
 * @param factor above 0
 */
public record Decay(long every, @Default("0.1") double factor) implements Schedule {
    public Decay {
        Check.atLeastOne("every", every);
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor must be a finite number above 0, not " + factor);
        }
    }

    static Signature signature() {
        return Signature.of("step", Decay.class);
    }

    @Override
    public double factor(long step, long steps) {
        return Math.pow(factor, (step - 1) / every);
    }
}
