package io.steadygrad.method;

import org.jspecify.annotations.Nullable;

/**
 * Where a run stands.
 *
 * @param index of the step, from 1
 * @param epoch from 1, or null where unknown
 * @param loss of this step's batch, or null where unknown
 * @param learningRate or null where unknown
 */
public record Step(
        long index,
        @Nullable Integer epoch,
        @Nullable Double loss,
        @Nullable Double learningRate) {
    public Step {
        if (index < 1) {
            throw new IllegalArgumentException("Steps count from 1, this one was " + index);
        }
    }

    /** A step of which only the number is known. */
    public static Step of(long index) {
        return new Step(index, null, null, null);
    }

    /** The epoch, for a method that cannot do without. */
    public int requireEpoch(String method) {
        if (epoch == null) {
            throw new IllegalArgumentException(method
                    + " needs to know the epoch, and nothing tells it here; in Java it comes with new Step(index,"
                    + " epoch, loss, learningRate)");
        }
        return epoch;
    }
}
