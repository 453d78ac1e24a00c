package io.steadygrad.schedule;

import io.steadygrad.spec.Default;

/**
 * A cosine from the full learning rate to {@code floor} of it over {@code period} steps, then from the start again, each time
 * over a period {@code multiplier} times as long (SGDR, Loshchilov and Hutter 2017, equation 5).
 *
 * @param period in steps
 */
public record WarmRestarts(
        @Default("440") long period,
        @Default("1") double multiplier,
        @Default("0") double floor) implements Schedule {
    public WarmRestarts {
        Check.atLeastOne("period", period);
        if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException("multiplier must be a finite number of at least 1, not " + multiplier);
        }
        Check.fraction("floor", floor);
    }

    @Override
    public double factor(long step, long steps) {
        double since = step - 1;
        double length = period;
        if (multiplier == 1) {
            since %= length;
        }
        while (since >= length) {
            since -= length;
            length *= multiplier;
        }
        return Cosine.descent(since / length, floor);
    }
}
