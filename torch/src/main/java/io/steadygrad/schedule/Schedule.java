package io.steadygrad.schedule;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;

/**
 * What the optimizer's learning rate is multiplied with at each step. Schedules have no state: the same step always has the
 * same factor, so a resumed run continues on its curve.
 */
public interface Schedule {

    /**
     * @param step from 1; the first step has the schedule's starting value
     * @param steps how many the whole run has at most
     */
    double factor(long step, long steps);

    /** All schedules that study files can name. */
    static Catalog<Schedule> catalog() {
        return Catalog.of("schedule", Schedule.class)
                .add(Constant.class)
                .add(Cosine.class)
                .add(Decay.signature())
                .add(WarmRestarts.class)
                .add(Warmup.class);
    }

    /**
     * The schedule that a text such as {@code warm_restarts(period=440)} means.
     *
     * @throws io.steadygrad.spec.ExpressionException pointing at the column
     */
    static Schedule parse(String text) {
        return catalog().make(Call.parse(text));
    }
}
