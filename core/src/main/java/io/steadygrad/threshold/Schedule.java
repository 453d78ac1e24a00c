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

    /**
     * From one number to another on a straight line, then constant.
     *
     * <pre>
     * x = a + (b - a) * (t-1) / steps     t: step from 1
     * x = b                               from step steps + 1 on
     * </pre>
     *
     * <p><b>Edges.</b> Step 1 has exactly a, step {@code steps + 1} exactly b. A value that the method refuses is refused
     * before the run.
     * <p><b>Cost.</b> None: the method is made anew at each step.
     * <p><b>Source.</b> optax.linear_schedule.
     * <p><b>Differs.</b> Optax counts steps from 0.
     * <p><b>Example.</b> {@code clip_by_global_norm(linear(10, 1, 500))}
     *
     * @param a the number at step 1
     * @param b the number at the end
     * @param steps until b is reached, at least 1
     */
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

    /**
     * From one number to another on half a cosine, slow at both ends, then constant.
     *
     * <pre>
     * x = b + (a - b) * (1 + cos(pi * (t-1) / steps)) / 2    t: step from 1
     * x = b                                   from step steps + 1 on
     * </pre>
     *
     * <p><b>Edges.</b> Step 1 has exactly a, step {@code steps + 1} exactly b. A value that the method refuses is refused
     * before the run.
     * <p><b>Cost.</b> None: the method is made anew at each step.
     * <p><b>Source.</b> Loshchilov, Hutter 2017 (SGDR, arXiv 1608.03983), without restarts.
     * <p><b>Differs.</b> Optax's decays to a share of the start; here both ends are given.
     * <p><b>Example.</b> {@code scale(cosine(2, 1, 1000))}
     *
     * @param a the number at step 1
     * @param b the number at the end
     * @param steps until b is reached, at least 1
     */
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

    /**
     * From near zero to a number on a straight line, then constant.
     *
     * <pre>
     * x = a * min(1, t / steps)     t: step from 1
     * </pre>
     *
     * <p><b>Edges.</b> Step 1 has a / steps, never 0; step {@code steps} has exactly a.
     * <p><b>Cost.</b> None: the method is made anew at each step.
     * <p><b>Source.</b> Goyal et al. 2017 (Accurate, large minibatch SGD, arXiv 1706.02677), the gradual warm-up, there of
     * a learning rate.
     * <p><b>Differs.</b> Optax's begins at a value of its own at step 0, often 0, where a threshold would be refused.
     * <p><b>Example.</b> {@code clip_by_global_norm(warmup(1, 100))}
     *
     * @param a the number at the end
     * @param steps until it is reached, at least 1
     */
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
