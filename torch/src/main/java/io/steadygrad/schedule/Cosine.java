package io.steadygrad.schedule;

import io.steadygrad.spec.Default;

/**
 * Half a cosine from the full learning rate down to {@code floor} of it: with t = step - 1 and T the length, {@code floor + (1
 * - floor)(1 + cos(pi t / T)) / 2}; afterwards {@code floor}. (Loshchilov and Hutter 2017, equation 5, without restarts.)
 *
 * @param steps the length T; 0 stands for the whole run
 * @param floor as a fraction of the learning rate
 */
public record Cosine(@Default("0") long steps, @Default("0") double floor) implements Schedule {
    public Cosine {
        if (steps < 0) {
            throw new IllegalArgumentException("steps must be positive, or 0 for the whole run, not " + steps);
        }
        Check.fraction("floor", floor);
    }

    @Override
    public double factor(long step, long runSteps) {
        double length = steps == 0 ? runSteps : steps;
        return descent(Math.min(1, (step - 1) / length), floor);
    }

    /** From 1 at {@code progress} 0 to {@code floor} at 1. */
    static double descent(double progress, double floor) {
        return floor + (1 - floor) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
