package io.steadygrad.report.internal.run;

import java.util.List;
import java.util.Map;

/**
 * What a trial recorded, per layer: tensors of one layer are joined (their squared norms add up).
 *
 * <p>Shapes: S steps, K kept rows of per-tensor measurements, L layers in the model's order.
 *
 * @param step [S]
 * @param loss [S], NaN where absent or not finite
 * @param before global L2 norm before control [S]
 * @param after global L2 norm after control [S]
 * @param accepted whether the step was taken [S]
 * @param engaged whether the control changed the gradient [S]
 * @param threshold of the first engaged method [S], NaN when there is none
 * @param layerStep [K]
 * @param norm L2 norm by layer [L][K]
 * @param nonFinite non-finite entries by layer [L][K]
 */
public record TraceSeries(
        long[] step,
        double[] loss,
        double[] before,
        double[] after,
        boolean[] accepted,
        boolean[] engaged,
        double[] threshold,
        List<String> layers,
        long[] layerStep,
        double[][] norm,
        long[][] nonFinite,
        Map<String, Series> metrics) {

    /** A trace that holds nothing: the trial has no file, or an unreadable one. */
    public static final TraceSeries EMPTY = new TraceSeries(
            new long[0],
            new double[0],
            new double[0],
            new double[0],
            new boolean[0],
            new boolean[0],
            new double[0],
            List.of(),
            new long[0],
            new double[0][],
            new long[0][],
            Map.of());

    /** The loss of every step. */
    public Series losses() {
        return new Series(step, loss);
    }

    /** Index of the first kept row with a non-finite entry, or -1. */
    public int firstNonFiniteRow() {
        for (int row = 0; row < layerStep.length; row++) {
            for (long[] counts : nonFinite) {
                if (counts[row] > 0) {
                    return row;
                }
            }
        }
        return -1;
    }
}
