package io.steadygrad.preprocess;

/** Every row divided by its own L2 norm. <b>Edges.</b> A row of zeros stays. Nothing is learned from the training rows. */
public record UnitNorm() implements Preprocessor {

    @Override
    public RowChange fit(TrainingRows rows) {
        return (from, to) -> {
            double squares = 0;
            for (float value : from) {
                squares += (double) value * value;
            }
            double norm = squares == 0 ? 1 : Math.sqrt(squares);
            for (int j = 0; j < to.length; j++) {
                to[j] = (float) (from[j] / norm);
            }
        };
    }
}
