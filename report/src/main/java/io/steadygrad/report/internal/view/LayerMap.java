package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.TraceSeries;
import java.util.Arrays;
import java.util.List;

/**
 * log10 of the gradient norm by layer and step, one byte a cell.
 *
 * <p>A column shows the largest norm of its range of steps, so no spike is lost; one non-finite entry makes the cell non-finite.
 *
 * @param step first step of each column
 * @param low log10 of code 3
 * @param high log10 of code 255
 * @param codes row by row, first layer first: 0 nothing recorded, 1 exactly zero, 2 non-finite, 3..255 linear from low to high
 */
public record LayerMap(List<String> layers, long[] step, double low, double high, byte[] codes) {

    /** Cell states that are no number. */
    public static final int NOTHING = 0;

    /** The norm was exactly zero. */
    public static final int ZERO = 1;

    /** At least one entry was NaN or infinite. */
    public static final int NON_FINITE = 2;

    private static final int FIRST = 3;
    private static final int LEVELS = 252;

    static LayerMap of(TraceSeries trace, int mostColumns) {
        int rows = trace.layers().size();
        int kept = trace.layerStep().length;
        int columns = Math.min(mostColumns, kept);
        long first = kept == 0 ? 0 : trace.layerStep()[0];
        long span = kept == 0 ? 1 : trace.layerStep()[kept - 1] - first + 1;
        double[] norms = new double[rows * columns];
        boolean[] broken = new boolean[rows * columns];
        Arrays.fill(norms, -1);
        for (int k = 0; k < kept; k++) {
            int column = (int) ((trace.layerStep()[k] - first) * columns / span);
            for (int layer = 0; layer < rows; layer++) {
                int cell = layer * columns + column;
                double norm = trace.norm()[layer][k];
                broken[cell] |= trace.nonFinite()[layer][k] > 0 || !Double.isFinite(norm);
                norms[cell] = Math.max(norms[cell], norm);
            }
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int cell = 0; cell < norms.length; cell++) {
            if (!broken[cell] && norms[cell] > 0) {
                low = Math.min(low, Math.log10(norms[cell]));
                high = Math.max(high, Math.log10(norms[cell]));
            }
        }
        if (low > high) {
            low = -1;
            high = 1;
        }
        byte[] codes = new byte[norms.length];
        for (int cell = 0; cell < codes.length; cell++) {
            codes[cell] = (byte) code(norms[cell], broken[cell], low, high);
            boolean gap = codes[cell] == NOTHING && cell % Math.max(1, columns) > 0;
            if (gap) {
                // Thinning may leave a column between two kept rows empty: it shows what came before.
                codes[cell] = codes[cell - 1];
            }
        }
        long[] step = new long[columns];
        for (int column = 0; column < columns; column++) {
            step[column] = first + (column * span + columns - 1) / columns;
        }
        return new LayerMap(trace.layers(), step, low, high, codes);
    }

    /** log10 of the norm of a code that is a number. */
    public double log(int code) {
        return low + (high - low) * (code - FIRST) / LEVELS;
    }

    /** The code of a cell, 0..255. */
    public int code(int layer, int column) {
        return codes[layer * step.length + column] & 0xff;
    }

    private static int code(double norm, boolean broken, double low, double high) {
        if (broken) {
            return NON_FINITE;
        }
        if (norm < 0) {
            return NOTHING;
        }
        if (norm == 0) {
            return ZERO;
        }
        return high == low ? FIRST : FIRST + (int) Math.round((Math.log10(norm) - low) / (high - low) * LEVELS);
    }
}
