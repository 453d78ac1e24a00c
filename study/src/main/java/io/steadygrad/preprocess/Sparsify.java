package io.steadygrad.preprocess;

import io.steadygrad.spec.Default;
import java.util.Arrays;

/**
 * Sets small numbers to 0: those whose magnitude is below a threshold, or the smallest share of all numbers of the training rows
 * (whose largest magnitude is then the threshold for every row; equal magnitudes fall together, so the share may be exceeded).
 *
 * @param threshold above 0, or 0 where {@code fraction} is given
 * @param fraction share of numbers to set to 0, above 0 and below 1, or 0 where {@code threshold} is given
 */
public record Sparsify(
        @Default("0") double threshold, @Default("0") double fraction) implements Preprocessor {

    public Sparsify {
        if (!(threshold >= 0) || threshold == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("'threshold' must be above 0 and finite, not " + threshold);
        }
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException("'fraction' must be above 0 and below 1, not " + fraction);
        }
        if ((threshold > 0) == (fraction > 0)) {
            throw new IllegalArgumentException(
                    "exactly one of 'threshold' and 'fraction' must be above 0: sparsify(threshold=0.1), sparsify(fraction=0.5)");
        }
    }

    @Override
    public RowChange fit(TrainingRows rows) {
        float largestDropped = fraction > 0 ? quantile(rows) : below((float) threshold);
        return (from, to) -> {
            for (int j = 0; j < to.length; j++) {
                to[j] = Math.abs(from[j]) <= largestDropped ? 0 : from[j];
            }
        };
    }

    /** The largest float32 that is below the threshold. */
    private float below(float rounded) {
        return rounded < threshold ? rounded : Math.nextDown(rounded);
    }

    /** The largest magnitude among the smallest share; below every magnitude where the share is less than one number. */
    private float quantile(TrainingRows rows) {
        float[] row = new float[rows.rowSize()];
        float[] magnitudes = new float[Math.multiplyExact(rows.rows(), row.length)];
        for (int i = 0; i < rows.rows(); i++) {
            rows.read(i, row);
            for (int j = 0; j < row.length; j++) {
                magnitudes[i * row.length + j] = Math.abs(row[j]);
            }
        }
        int dropped = (int) Math.round(fraction * magnitudes.length);
        if (dropped == 0) {
            return -1;
        }
        Arrays.sort(magnitudes);
        return magnitudes[dropped - 1];
    }
}
