package io.steadygrad.study;

import io.steadygrad.trace.Trace;

/**
 * The training loss of one run, step by step.
 *
 * @param step rising, from 1
 * @param loss of the batch of that step, before its update; NaN where not finite
 */
record LossCurve(long[] step, double[] loss) {
    private static final double ROUNDING = 1e-6;

    static LossCurve of(Trace trace) {
        return new LossCurve(trace.steps().step(), trace.steps().loss());
    }

    /** Whether it never rises from one step to the next within [from, to]; a NaN rises, a curve that ends before {@code to} too. */
    boolean isMonotone(long from, long to) {
        if (step.length == 0 || step[step.length - 1] < to) {
            return false;
        }
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < step.length; i++) {
            if (step[i] < from || step[i] > to) {
                continue;
            }
            if (!(loss[i] <= before + ROUNDING * Math.abs(before))) {
                return false;
            }
            before = loss[i];
        }
        return true;
    }

    /** The step with the lowest loss, the first of several; 0 when there is none. */
    long lowestAt() {
        long at = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < step.length; i++) {
            if (loss[i] < lowest) {
                lowest = loss[i];
                at = step[i];
            }
        }
        return at;
    }

    /** Over the steps from {@code from} to {@code to}; NaN where one of them is missing or not finite. */
    double mean(long from, long to) {
        double sum = 0;
        long found = 0;
        for (int i = 0; i < step.length; i++) {
            if (step[i] >= from && step[i] <= to) {
                sum += loss[i];
                found++;
            }
        }
        return found == to - from + 1 ? sum / found : Double.NaN;
    }

    /** Over so many steps at the end; NaN where the run is shorter or one is not finite. */
    double meanOfLast(long steps) {
        long end = step.length == 0 ? 0 : step[step.length - 1];
        return end < steps ? Double.NaN : mean(end - steps + 1, end);
    }
}
