package io.steadygrad.schedule;

/**
 * A straight line from nearly nothing to the full learning rate: {@code min(1, step / steps)}. (Goyal et al. 2017.)
 *
 * @param steps until the full learning rate is reached
 */
public record Warmup(long steps) implements Schedule {
    public Warmup {
        Check.atLeastOne("steps", steps);
    }

    @Override
    public double factor(long step, long runSteps) {
        return Math.min(1, (double) step / steps);
    }
}
