package io.steadygrad.training;

/**
 * Ends training before its budget is spent; looks at the validation part at the end of each epoch (the training part where there is none,
 * never the test part).
 *
 * @param patience so many epochs in which the loss has not become smaller end it; {@link #NO_END} for never
 * @param minDelta how much smaller the loss must be to count as progress
 * @param atTarget whether meeting the target ends it
 */
public record EarlyStopping(int patience, double minDelta, boolean atTarget) {
    /** A patience without end. */
    public static final int NO_END = Integer.MAX_VALUE;

    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1 epoch, not " + patience);
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("min_delta must be 0 or more, not " + minDelta);
        }
        if (patience == NO_END && !atTarget) {
            throw new IllegalArgumentException("needs patience: epochs without progress, or at_target: true");
        }
    }

    public EarlyStopping(int patience) {
        this(patience, 0, false);
    }
}
