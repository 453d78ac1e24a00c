package io.steadygrad.preprocess;

import java.util.Arrays;

/**
 * Every number of a row on a scale from its least training value, 0, to its greatest, 1. Test values may lie outside.
 *
 * <p><b>Edges.</b> A number that is the same in all training rows is only shifted: it becomes 0 there, and its difference elsewhere.
 */
public record Minmax() implements Preprocessor {

    @Override
    public RowChange fit(TrainingRows rows) {
        float[] row = new float[rows.rowSize()];
        float[] least = new float[row.length];
        float[] greatest = new float[row.length];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows.rows(); i++) {
            rows.read(i, row);
            for (int j = 0; j < row.length; j++) {
                least[j] = Math.min(least[j], row[j]);
                greatest[j] = Math.max(greatest[j], row[j]);
            }
        }
        return (from, to) -> {
            for (int j = 0; j < to.length; j++) {
                double range = (double) greatest[j] - least[j];
                double shifted = (double) from[j] - least[j];
                to[j] = (float) (range == 0 ? shifted : shifted / range);
            }
        };
    }
}
