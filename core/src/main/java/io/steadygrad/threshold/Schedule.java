package io.steadygrad.threshold;

import io.steadygrad.spec.Catalog;

/** A number that changes with the step; stands in an expression wherever a number can. */
public sealed interface Schedule {
    /** Schedules that an expression can name. */
    Catalog<Schedule> CATALOG = Catalog.of("schedule", Schedule.class)
            .add(Linear.class)
            .add(Cosine.class)
            .add(Warmup.class);

    /**
     * The value at a step.
     *
     * @param step from 1
     */
    double at(long step);

    /** How many steps until it no longer changes. */
    long steps();

    /** {@code linear(a, b, steps)}: a at step 1, b from step {@code steps + 1} on, a straight line between. */
    record Linear(double a, double b, long steps) implements Schedule {
        public Linear {
            Limits.atLeast("steps", 1, steps);
        }

        @Override
        public double at(long step) {
            double passed = passed(step, steps);
            return passed == 1 ? b : a + (b - a) * passed;
        }
    }

    /** {@code cosine(a, b, steps)}: a at step 1, b from step {@code steps + 1} on, half a cosine between. */
    record Cosine(double a, double b, long steps) implements Schedule {
        public Cosine {
            Limits.atLeast("steps", 1, steps);
        }

        @Override
        public double at(long step) {
            double passed = passed(step, steps);
            return passed == 1 ? b : b + (a - b) * (1 + Math.cos(Math.PI * passed)) / 2;
        }
    }

    /** {@code warmup(a, steps)}: a/steps at step 1, growing by as much at each step, a from step {@code steps} on. */
    record Warmup(double a, long steps) implements Schedule {
        public Warmup {
            Limits.atLeast("steps", 1, steps);
        }

        @Override
        public double at(long step) {
            return step >= steps ? a : a * step / steps;
        }
    }

    private static double passed(long step, long steps) {
        return Math.min(1, (double) (step - 1) / steps);
    }
}
