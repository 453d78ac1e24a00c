package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.TraceSeries;
import io.steadygrad.statistics.Quantiles;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one run's trace says in a few numbers.
 *
 * @param layers in the model's order
 * @param typical median gradient norm of each layer over the run's finite rows; NaN without any
 * @param zero share of each layer's finite rows in which its gradient was exactly zero
 * @param firstNorm global norm before control at the first step where it is finite
 * @param firstBadStep first kept step with a non-finite gradient entry, null when there was none
 * @param firstBadLayer the layer nearest to the output that was non-finite then: where back-propagation met it first
 * @param largest largest finite global norm before control
 * @param median median finite global norm before control
 * @param engaged share of steps at which the control changed the gradient
 * @param firstLoss loss of the first step
 * @param lastLoss last finite loss
 * @param onset which layer grew or faded first
 * @param largestStep where the norm before control was largest; 0 without a finite one
 * @param largestAfter largest finite global norm after control
 * @param firstEngaged first step at which the control changed the gradient; 0 when it never did
 */
record TraceFacts(
        List<String> layers,
        double[] typical,
        double[] zero,
        double firstNorm,
        @Nullable Long firstBadStep,
        @Nullable String firstBadLayer,
        double largest,
        double median,
        double engaged,
        double firstLoss,
        double lastLoss,
        long steps,
        Onset onset,
        long largestStep,
        double largestAfter,
        long firstEngaged) {

    static TraceFacts of(TraceSeries trace) {
        double[] typical = new double[trace.layers().size()];
        double[] zero = new double[typical.length];
        for (int layer = 0; layer < typical.length; layer++) {
            Quantiles seen = finite(trace.norm()[layer]);
            double[] norms = seen.sorted();
            typical[layer] = seen.median();
            zero[layer] = Arrays.stream(norms).filter(norm -> norm == 0).count() / (double) Math.max(1, norms.length);
        }
        int bad = trace.firstNonFiniteRow();
        String badLayer = null;
        for (int layer = 0; bad >= 0 && layer < typical.length; layer++) {
            badLayer = trace.nonFinite()[layer][bad] > 0 ? trace.layers().get(layer) : badLayer;
        }
        Quantiles global = finite(trace.before());
        double[] norms = global.sorted();
        double[] losses = Arrays.stream(trace.loss()).filter(Double::isFinite).toArray();
        int steps = trace.step().length;
        return new TraceFacts(
                trace.layers(),
                typical,
                zero,
                Arrays.stream(trace.before())
                        .filter(Double::isFinite)
                        .findFirst()
                        .orElse(Double.NaN),
                bad < 0 ? null : (Long) trace.layerStep()[bad],
                badLayer,
                norms.length == 0 ? Double.NaN : norms[norms.length - 1],
                global.median(),
                steps == 0
                        ? Double.NaN
                        : (double) IntStream.range(0, steps)
                                        .filter(i -> trace.engaged()[i])
                                        .count()
                                / steps,
                losses.length == 0 ? Double.NaN : losses[0],
                losses.length == 0 ? Double.NaN : losses[losses.length - 1],
                trace.losses().lastStep(),
                Onset.of(trace),
                norms.length == 0 ? 0 : stepOf(trace, norms[norms.length - 1]),
                Arrays.stream(trace.after()).filter(Double::isFinite).max().orElse(Double.NaN),
                IntStream.range(0, steps)
                        .filter(i -> trace.engaged()[i])
                        .mapToLong(i -> trace.step()[i])
                        .findFirst()
                        .orElse(0));
    }

    private static long stepOf(TraceSeries trace, double norm) {
        return IntStream.range(0, trace.step().length)
                .filter(i -> trace.before()[i] == norm)
                .mapToLong(i -> trace.step()[i])
                .findFirst()
                .orElse(0);
    }

    private static Quantiles finite(double[] values) {
        return new Quantiles(Arrays.stream(values).filter(Double::isFinite).toArray());
    }
}
