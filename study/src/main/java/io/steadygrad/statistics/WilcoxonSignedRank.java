package io.steadygrad.statistics;

import java.util.Arrays;

/**
 * Wilcoxon's signed-rank test for pairs: do the differences lie around zero?
 *
 * <p>The differences are ranked by size; W+ is the sum of the ranks of the positive ones. Were there no effect, each sign would be
 * a toss of a coin: p is the share of the 2^m sign patterns of the m differences that are not zero whose W+ lies at least as far out, both
 * sides together. It is exact for every n, with ties too, given the ranks that were seen; no normal approximation is made.
 * <b>Ties</b> share their mean rank. <b>Zeros</b> are ranked, then left out (Pratt 1959): pairs without a difference keep the
 * others from looking more consistent than they are. SciPy calls this {@code zero_method="pratt"}; its default and R's drop zeros before ranking.
 * <b>Edges.</b> Differences may be infinite (one of the two runs diverged): they tie for the largest rank. Five pairs cannot give less than p = 0.0625, so
 * that nothing can be said below six. Without a difference p is 1. <b>Cost.</b> of order n^3. <b>Source.</b> Wilcoxon 1945; Pratt 1959.
 *
 * @param pairs all of them
 * @param different pairs that are not equal
 * @param statistic W+
 * @param p two-sided
 * @param smallest the smallest p that these sizes of the differences could give
 */
public record WilcoxonSignedRank(int pairs, int different, double statistic, double p, double smallest) {

    /**
     * Of one difference per pair.
     *
     * @throws IllegalArgumentException for NaN: the difference of two runs that both diverged is 0
     */
    public static WilcoxonSignedRank of(double... differences) {
        double[] ranks = Ranks.of(Arrays.stream(differences).map(Math::abs).toArray());
        // Mean ranks are multiples of 1/2: doubled, their sums are whole and index the distribution.
        int[] doubled = new int[differences.length];
        int total = 0;
        int seen = 0;
        int different = 0;
        for (int i = 0; i < differences.length; i++) {
            if (differences[i] != 0) {
                doubled[different] = (int) Math.round(2 * ranks[i]);
                total += doubled[different];
                seen += differences[i] > 0 ? doubled[different] : 0;
                different++;
            }
        }
        double[] distribution = distribution(Arrays.copyOf(doubled, different), total);
        double below = sum(distribution, 0, seen);
        double above = sum(distribution, seen, total);
        return new WilcoxonSignedRank(
                differences.length,
                different,
                seen / 2.0,
                Math.min(1, 2 * Math.min(below, above)),
                Math.min(1, 2 * distribution[0]));
    }

    /** The probability of each doubled sum, when every rank counts with probability 1/2. */
    private static double[] distribution(int[] doubled, int total) {
        double[] probability = new double[total + 1];
        probability[0] = 1;
        int reach = 0;
        for (int rank : doubled) {
            for (int sum = reach; sum >= 0; sum--) {
                double half = probability[sum] / 2;
                probability[sum] = half;
                probability[sum + rank] += half;
            }
            reach += rank;
        }
        return probability;
    }

    private static double sum(double[] distribution, int from, int to) {
        double sum = 0;
        for (int i = from; i <= to; i++) {
            sum += distribution[i];
        }
        return sum;
    }
}
