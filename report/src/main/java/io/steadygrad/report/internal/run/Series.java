package io.steadygrad.report.internal.run;

import java.util.Arrays;

/** Values at ascending steps; both arrays have the same length, a missing value is NaN. */
public record Series(long[] step, double[] value) {

    /** No points. */
    public static final Series EMPTY = new Series(new long[0], new double[0]);

    /** Number of points. */
    public int size() {
        return step.length;
    }

    /** The last step, 0 when there is none. */
    public long lastStep() {
        return step.length == 0 ? 0 : step[step.length - 1];
    }

    /**
     * At most {@code 2 * buckets} of the points, such that each bucket of equally many points keeps its smallest and its
     * largest value at their own steps; no spike is lost. A bucket without a finite value keeps one NaN point.
     */
    public Series thinned(int buckets) {
        if (step.length <= 2 * buckets) {
            return this;
        }
        long[] steps = new long[2 * buckets];
        double[] values = new double[2 * buckets];
        int kept = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int from = (int) ((long) bucket * step.length / buckets);
            int to = (int) ((long) (bucket + 1) * step.length / buckets);
            int low = -1;
            int high = -1;
            for (int i = from; i < to; i++) {
                if (Double.isFinite(value[i])) {
                    low = low < 0 || value[i] < value[low] ? i : low;
                    high = high < 0 || value[i] > value[high] ? i : high;
                }
            }
            int first = low < 0 ? from : Math.min(low, high);
            int second = low < 0 ? from : Math.max(low, high);
            steps[kept] = step[first];
            values[kept++] = value[first];
            if (second != first) {
                steps[kept] = step[second];
                values[kept++] = value[second];
            }
        }
        return new Series(Arrays.copyOf(steps, kept), Arrays.copyOf(values, kept));
    }
}
