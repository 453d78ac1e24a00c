package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Series;
import io.steadygrad.report.internal.run.TraceSeries;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The global gradient norm before and after control over the steps of one run.
 *
 * @param engagedStep middle of each bucket of steps
 * @param engaged share of the bucket's steps at which the control changed the gradient
 * @param rejected steps that were not taken (the first hundred)
 * @param nonFinite steps with a non-finite norm before control (the first hundred)
 * @param last the last step
 */
public record Control(
        Series before,
        Series after,
        Series threshold,
        double[] engagedStep,
        double[] engaged,
        long[] rejected,
        long[] nonFinite,
        long last) {

    private static final int MOST_MARKS = 100;

    static Control of(TraceSeries trace, int buckets) {
        int steps = trace.step().length;
        int count = Math.min(buckets, steps);
        double[] middle = new double[count];
        double[] share = new double[count];
        for (int bucket = 0; bucket < count; bucket++) {
            int from = (int) ((long) bucket * steps / count);
            int to = (int) ((long) (bucket + 1) * steps / count);
            middle[bucket] = (trace.step()[from] + trace.step()[to - 1]) / 2.0;
            share[bucket] = (double) IntStream.range(from, to)
                            .filter(i -> trace.engaged()[i])
                            .count()
                    / (to - from);
        }
        return new Control(
                new Series(trace.step(), trace.before()).thinned(buckets),
                new Series(trace.step(), trace.after()).thinned(buckets),
                changes(trace).thinned(buckets),
                middle,
                share,
                marks(trace, i -> !trace.accepted()[i]),
                marks(trace, i -> !Double.isFinite(trace.before()[i])),
                trace.losses().lastStep());
    }

    private static long[] marks(TraceSeries trace, IntPredicate wanted) {
        return IntStream.range(0, trace.step().length)
                .filter(wanted)
                .limit(MOST_MARKS)
                .mapToLong(i -> trace.step()[i])
                .toArray();
    }

    /**
     * The threshold, where it is one of the global norm: at the steps at which control engaged, the norm came out at it. A limit of
     * elements or of single layers has no place beside a global norm. A constant one needs no more than its ends.
     */
    private static Series changes(TraceSeries trace) {
        int[] known = IntStream.range(0, trace.step().length)
                .filter(i -> Double.isFinite(trace.threshold()[i]))
                .toArray();
        int[] limited = Arrays.stream(known)
                .filter(i -> trace.engaged()[i] && trace.accepted()[i])
                .toArray();
        long met = Arrays.stream(limited)
                .filter(i -> Math.abs(trace.after()[i] - trace.threshold()[i]) <= 1e-3 * trace.threshold()[i])
                .count();
        if (limited.length == 0 || met < 0.9 * limited.length) {
            return Series.EMPTY;
        }
        boolean constant = Arrays.stream(known).allMatch(i -> trace.threshold()[i] == trace.threshold()[known[0]]);
        int[] kept = constant ? new int[] {0, trace.step().length - 1} : known;
        return new Series(
                Arrays.stream(kept).mapToLong(i -> trace.step()[i]).toArray(),
                Arrays.stream(kept)
                        .mapToDouble(i -> trace.threshold()[constant ? known[0] : i])
                        .toArray());
    }
}
