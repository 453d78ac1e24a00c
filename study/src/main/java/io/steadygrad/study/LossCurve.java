package io.steadygrad.study;

/**
 * The training loss of one run, step by step.
 *
 * @param step rising, from 1
 * @param loss of the batch of that step, before its update; NaN where not finite
 */
record LossCurve(long[] step, double[] loss) {
    private static final double ROUNDING = 1e-6;

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
}
