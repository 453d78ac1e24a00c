package io.steadygrad.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests: the chance of any false alarm in the family stays below the level.
 *
 * <p>With the p-values ascending, p(1) &lt;= ... &lt;= p(m), the adjusted one is max over j &lt;= i of min(1, (m - j + 1) p(j)). It assumes nothing about how
 * the tests depend on each other, and rejects whatever Bonferroni does. <b>Edges.</b> NaN stays NaN and is not counted. <b>Source.</b> Holm 1979.
 */
public final class Holm {
    private Holm() {}

    /** The adjusted p-values, in the same order. */
    public static double[] adjust(double... p) {
        int[] order = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double largest = 0;
        for (int j = 0; j < order.length; j++) {
            largest = Math.max(largest, Math.min(1, (order.length - j) * p[order[j]]));
            adjusted[order[j]] = largest;
        }
        return adjusted;
    }
}
