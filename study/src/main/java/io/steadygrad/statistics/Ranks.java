package io.steadygrad.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranks of a sample: 1 for the smallest; equal values share the mean of their ranks. */
public final class Ranks {
    private Ranks() {}

    /**
     * The rank of each value, in the sample's order. Infinite values rank like others, and tie among themselves.
     *
     * @throws IllegalArgumentException for NaN
     */
    public static double[] of(double... values) {
        for (double value : values) {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("NaN has no rank; give a run that diverged an infinite value");
            }
        }
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int k = from; k < to; k++) {
                ranks[order[k]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
