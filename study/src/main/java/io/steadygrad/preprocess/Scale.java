package io.steadygrad.preprocess;

/**
 * Every number multiplied by the same factor: {@code scale(100)}; pixels of one byte to 0 .. 1 by {@code scale(0.00392156862745098)}.
 *
 * @param k finite and not 0
 */
public record Scale(double k) implements Preprocessor {

    public Scale {
        if (!Double.isFinite(k) || k == 0) {
            throw new IllegalArgumentException("'k' must be finite and not 0, it is " + k);
        }
    }

    @Override
    public RowChange fit(TrainingRows rows) {
        return (from, to) -> {
            for (int j = 0; j < to.length; j++) {
                to[j] = (float) (k * from[j]);
            }
        };
    }
}
