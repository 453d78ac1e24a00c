package io.steadygrad.training;

/**
 * How long to train: a number of epochs or of steps, never both.
 *
 * @param epochs 0 where steps count
 * @param steps 0 where epochs count
 */
public record Budget(long epochs, long steps) {
    public Budget {
        if (epochs < 0 || steps < 0 || (epochs == 0) == (steps == 0)) {
            throw new IllegalArgumentException("A budget is a number of epochs or of steps, at least 1; given: epochs "
                    + epochs + ", steps " + steps);
        }
    }

    public static Budget epochs(long epochs) {
        return new Budget(epochs, 0);
    }

    public static Budget steps(long steps) {
        return new Budget(0, steps);
    }

    /** The budget in steps, where an epoch has so many batches. */
    public long inSteps(long batchesPerEpoch) {
        return steps > 0 ? steps : Math.multiplyExact(epochs, batchesPerEpoch);
    }
}
