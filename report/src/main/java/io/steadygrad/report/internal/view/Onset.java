package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.TraceSeries;
import org.jspecify.annotations.Nullable;

/**
 * Which layer's gradient left its starting size first, among the recorded rows of a trace.
 *
 * @param grown the layer whose norm was first a hundred times that of its first recorded step (of several in one row, the one that
 *     grew most), null when none was
 * @param faded the same for a thousandth
 */
record Onset(
        @Nullable String grown, long grownStep, @Nullable String faded, long fadedStep) {

    private static final double GROWN = 100;
    private static final double FADED = 1e-3;

    static Onset of(TraceSeries trace) {
        int layers = trace.layers().size();
        double[] start = new double[layers];
        String grown = null;
        String faded = null;
        long grownStep = 0;
        long fadedStep = 0;
        for (int row = 0; row < trace.layerStep().length; row++) {
            double most = GROWN;
            double least = FADED;
            boolean before = grown != null;
            boolean beforeFaded = faded != null;
            for (int layer = 0; layer < layers; layer++) {
                double norm = trace.norm()[layer][row];
                if (start[layer] == 0) {
                    start[layer] = Double.isFinite(norm) ? norm : 0;
                    continue;
                }
                double ratio = norm / start[layer];
                if (!before && ratio >= most) {
                    most = ratio;
                    grown = trace.layers().get(layer);
                    grownStep = trace.layerStep()[row];
                }
                if (!beforeFaded && ratio <= least) {
                    least = ratio;
                    faded = trace.layers().get(layer);
                    fadedStep = trace.layerStep()[row];
                }
            }
        }
        return new Onset(grown, grownStep, faded, fadedStep);
    }
}
