package io.steadygrad.probe;

import io.steadygrad.statistics.Quantiles;

/**
 * Loss against a learning rate that grows from step to step.
 *
 * @param rate rising
 * @param loss at that rate's step, before the step; may be not finite
 * @param smoothed mean of the loss and its nearest neighbours, a fortieth of all steps (at least one) on each side, without what is not
 *     finite
 * @param steepestRate where the loss falls fastest against the logarithm of the rate, at or before the lowest point; its slope
 *     there is the median over pairs of points within a twelfth of all steps (Theil and Sen); NaN where it never falls
 * @param lowestRate where the smoothed loss is lowest before it diverges
 * @param divergenceRate the first rate at which the loss is not finite, or the smoothed loss is four times the lowest so far and above where it
 *     started (so that noise around a loss of almost nothing is no divergence); NaN where that never happens
 */
record RateCurve(
        double[] rate,
        double[] loss,
        double[] smoothed,
        double steepestRate,
        double lowestRate,
        double divergenceRate) {
    private static final double TIMES_LOWEST = 4;

    /** @param endedEarly whether a number behind the last step was not finite any more */
    static RateCurve of(double[] rate, double[] loss, boolean endedEarly) {
        int steps = loss.length;
        double[] smoothed = smoothed(loss);
        int end = steps; // the first step of the divergence
        double lowest = Double.POSITIVE_INFINITY;
        int lowestAt = -1;
        for (int i = 0; i < steps; i++) {
            if (!Double.isFinite(loss[i]) || (smoothed[i] > TIMES_LOWEST * lowest && smoothed[i] > smoothed[0])) {
                end = i;
                break;
            }
            if (smoothed[i] < lowest) {
                lowest = smoothed[i];
                lowestAt = i;
            }
        }
        if (end == steps && endedEarly) {
            end = steps - 1;
        }
        int steepestAt = -1;
        double steepest = 0;
        for (int i = 1; i <= lowestAt && i + 1 < end; i++) {
            double slope = slope(rate, loss, i, end);
            if (slope < steepest) {
                steepest = slope;
                steepestAt = i;
            }
        }
        return new RateCurve(rate, loss, smoothed, at(rate, steepestAt), at(rate, lowestAt), at(rate, end));
    }

    /** Median slope of all pairs of points around i against the logarithm of the rate (Theil and Sen): single losses that stand out do not count. */
    private static double slope(double[] rate, double[] loss, int i, int end) {
        int side = Math.max(2, loss.length / 12);
        int from = Math.max(0, i - side);
        int to = Math.min(end - 1, i + side);
        double[] slopes = new double[(to - from + 1) * (to - from) / 2];
        int n = 0;
        for (int a = from; a <= to; a++) {
            for (int b = a + 1; b <= to; b++) {
                slopes[n++] = (loss[b] - loss[a]) / (Math.log(rate[b]) - Math.log(rate[a]));
            }
        }
        return new Quantiles(slopes).median();
    }

    private static double at(double[] rate, int index) {
        return index >= 0 && index < rate.length ? rate[index] : Double.NaN;
    }

    private static double[] smoothed(double[] loss) {
        int side = Math.max(1, loss.length / 40);
        double[] smoothed = new double[loss.length];
        for (int i = 0; i < loss.length; i++) {
            double sum = 0;
            int count = 0;
            for (int j = Math.max(0, i - side); j <= Math.min(loss.length - 1, i + side); j++) {
                if (Double.isFinite(loss[j])) {
                    sum += loss[j];
                    count++;
                }
            }
            smoothed[i] = count == 0 ? Double.NaN : sum / count;
        }
        return smoothed;
    }
}
