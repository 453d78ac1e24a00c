package io.steadygrad.statistics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Do k methods differ over N problems? Friedman's test, Iman and Davenport's sharper form of it, and Nemenyi's critical difference.
 *
 * <p>On each problem the methods are ranked, 1 for the best; R_j is the mean rank of method j. Then (Demsar 2006)
 * <pre>
 * chi2 = 12 N / (k (k + 1)) [ sum R_j^2 - k (k + 1)^2 / 4 ]     k - 1 degrees of freedom             (section 3.2.2)
 * F    = (N - 1) chi2 / (N (k - 1) - chi2)                      k - 1 and (k - 1)(N - 1) degrees     (Iman, Davenport 1980)
 * CD   = q sqrt(k (k + 1) / (6 N))                              q: {@link StudentizedRange} / sqrt 2 (Nemenyi 1963)
 * </pre>
 * Two methods differ when their mean ranks are at least CD apart. <b>Ties.</b> Equal values share their mean rank. chi2, F and their p are not corrected for ties,
 * as in Demsar, and so are careful; {@link #chiSquareForTies()} is what SciPy and R print. <b>Edges.</b> Fewer than 2 methods or problems are refused;
 * the chi-squared p needs about N &gt; 10 and k &gt; 5, F is fair for fewer. <b>Source.</b> Friedman 1937, 1940; Demsar 2006, "Statistical Comparisons of Classifiers
 * over Multiple Data Sets", JMLR 7.
 *
 * @param problems N
 * @param meanRanks R_j, in the methods' order; 1 is best
 * @param tied the sum of t^3 - t over groups of t tied values
 */
public record Friedman(int problems, List<Double> meanRanks, double tied) {
    public Friedman {
        meanRanks = List.copyOf(meanRanks);
        if (problems < 2 || meanRanks.size() < 2) {
            throw new IllegalArgumentException("Friedman's test needs at least 2 methods and 2 problems, given "
                    + meanRanks.size() + " and " + problems);
        }
    }

    /**
     * From the results themselves.
     *
     * @param values one row per problem, one column per method; more is better; may be infinite, not NaN
     */
    public static Friedman of(List<double[]> values) {
        int methods = values.isEmpty() ? 0 : values.get(0).length;
        double[] sums = new double[methods];
        double tied = 0;
        for (double[] row : values) {
            if (row.length != methods) {
                throw new IllegalArgumentException(
                        "Every problem needs a value of each of the " + methods + " methods, one has " + row.length);
            }
            double[] ranks = Ranks.of(row);
            for (int j = 0; j < methods; j++) {
                sums[j] += methods + 1 - ranks[j];
                int equal = 0;
                for (double rank : ranks) {
                    equal += rank == ranks[j] ? 1 : 0;
                }
                tied += (double) equal * equal - 1; // each of the t members adds its share of t^3 - t
            }
        }
        List<Double> means = new ArrayList<>();
        for (double sum : sums) {
            means.add(sum / values.size());
        }
        return new Friedman(values.size(), means, tied);
    }

    public int methods() {
        return meanRanks.size();
    }

    public double chiSquare() {
        double k = methods();
        double squares = meanRanks.stream().mapToDouble(rank -> rank * rank).sum();
        return Math.max(0, 12 * problems / (k * (k + 1)) * (squares - k * (k + 1) * (k + 1) / 4));
    }

    /** NaN when everything ties. */
    public double chiSquareForTies() {
        double k = methods();
        return chiSquare() / (1 - tied / (problems * k * (k * k - 1)));
    }

    public double chiSquareP() {
        return ChiSquaredDistribution.of(methods() - 1).survivalProbability(chiSquare());
    }

    /** Infinite when every problem ranks the methods alike. */
    public double imanDavenport() {
        double rest = problems * (methods() - 1.0) - chiSquare();
        return rest <= 1e-9 ? Double.POSITIVE_INFINITY : (problems - 1) * chiSquare() / rest;
    }

    public double imanDavenportP() {
        double f = imanDavenport();
        return Double.isInfinite(f)
                ? 0
                : FDistribution.of(methods() - 1, (methods() - 1.0) * (problems - 1))
                        .survivalProbability(f);
    }

    /** How far apart mean ranks must be. */
    public double criticalDifference(double alpha) {
        double k = methods();
        double q = StudentizedRange.quantile(1 - alpha, methods()) / Math.sqrt(2);
        return q * Math.sqrt(k * (k + 1) / (6.0 * problems));
    }

    /**
     * What a critical-difference diagram joins by a bar: the largest sets of methods, neighbours in rank, whose ends are less than the
     * critical difference apart. Methods by index, best first; a set of one is left out, and so is what lies within another.
     */
    public List<List<Integer>> groups(double alpha) {
        double distance = criticalDifference(alpha);
        List<Integer> order = new ArrayList<>();
        for (int j = 0; j < methods(); j++) {
            order.add(j);
        }
        order.sort((a, b) -> Double.compare(meanRanks.get(a), meanRanks.get(b)));
        List<List<Integer>> groups = new ArrayList<>();
        int reached = 0;
        for (int from = 0; from < order.size(); from++) {
            int to = from + 1;
            while (to < order.size() && meanRanks.get(order.get(to)) - meanRanks.get(order.get(from)) < distance) {
                to++;
            }
            if (to - from > 1 && to > reached) {
                groups.add(List.copyOf(order.subList(from, to)));
                reached = to;
            }
        }
        return groups;
    }
}
