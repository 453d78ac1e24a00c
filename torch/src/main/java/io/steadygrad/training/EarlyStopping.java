package io.steadygrad.training;

/**
 * Ends training when the loss on the validation part (the training part where there is none, never the test part) has not
 * become smaller for so many epochs.
 *
 * @param patience epochs without progress before training ends
 * @param minDelta how much smaller the loss must be to count as progress
 */
public record EarlyStopping(int patience, double minDelta) {
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1 epoch, not " + patience);
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("min_delta must be 0 or more, not " + minDelta);
        }
    }

    public EarlyStopping(int patience) {
        this(patience, 0);
    }
}
