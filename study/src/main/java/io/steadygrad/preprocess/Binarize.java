package io.steadygrad.preprocess;

import io.steadygrad.spec.Default;

/**
 * 1 for numbers above the threshold, 0 for the others.
 *
 * @param threshold finite
 */
public record Binarize(@Default("0.0") double threshold) implements Preprocessor {

    public Binarize {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("'threshold' must be finite, not " + threshold);
        }
    }

    @Override
    public RowChange fit(TrainingRows rows) {
        return (from, to) -> {
            for (int j = 0; j < to.length; j++) {
                to[j] = from[j] > threshold ? 1 : 0;
            }
        };
    }
}
