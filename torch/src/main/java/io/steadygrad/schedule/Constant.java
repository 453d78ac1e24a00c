package io.steadygrad.schedule;

/** The learning rate stays as it is. */
public record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
        return 1;
    }
}
