package io.steadygrad.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Mann and Whitney's test for two independent samples: do runs of one tend to lie above those of the other?
 *
 * <p>U counts the pairs (x, y) with x above y, ties as one half. p is exact for small samples without ties, else from the normal approximation with
 * corrections for ties and continuity. For runs with the same seeds {@link WilcoxonSignedRank} uses the pairing as well. <b>Edges.</b> Values may be infinite
 * and tie among themselves. Where all values are equal p is 1. <b>Source.</b> Mann and Whitney 1947; computed by Apache Commons Statistics.
 *
 * @param u of the first sample
 * @param p two-sided; NaN when a sample is empty
 * @param smallest the smallest p that so many values could give, were there no ties; 1 where all are equal
 */
public record MannWhitney(double u, double p, double smallest) {

    /** Of two samples in any order; none may have NaN. */
    public static MannWhitney of(double[] x, double[] y) {
        if (x.length == 0 || y.length == 0) {
            return new MannWhitney(Double.NaN, Double.NaN, Double.NaN);
        }
        double[] all = DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).toArray();
        MannWhitneyUTest.Result result = MannWhitneyUTest.withDefaults().test(x, y);
        if (Arrays.stream(all).allMatch(value -> value == all[0])) {
            return new MannWhitney(result.getStatistic(), 1, 1); // the approximation divides nothing by nothing
        }
        double smallest = Math.min(1, 2 / BinomialCoefficientDouble.value(all.length, x.length));
        return new MannWhitney(result.getStatistic(), result.getPValue(), smallest);
    }
}
