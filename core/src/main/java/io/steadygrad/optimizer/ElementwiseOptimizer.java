package io.steadygrad.optimizer;

import io.steadygrad.gradient.Parameter;
import java.util.Arrays;

/**
 * A rule that updates a weight from its own gradient and moments and, where it asks for them, a few sums over its tensor.
 * Moments are laid out as the weights are; {@link Descent} walks the memory, block by block.
 */
public non-sealed interface ElementwiseOptimizer extends Optimizer {

    /** How many numbers are remembered per element. */
    int moments();

    @Override
    default long[] sizes(Parameter parameter) {
        long[] sizes = new long[moments()];
        Arrays.fill(sizes, parameter.size());
        return sizes;
    }

    /** How many sums over a whole tensor an update needs, such as squared norms; each costs no more than the one extra read. */
    default int sums() {
        return 0;
    }

    /** Adds a block's part to the sums, before any element of the tensor is updated. Changes nothing else. */
    default void survey(double[] weight, double[] gradient, double[][] moments, int count, long t, double[] sums) {}

    /**
     * Updates the first {@code count} elements of a block in place, in float64.
     *
     * @param gradient of the loss, after control; may be used as scratch
     * @param moments one block per moment
     * @param t steps taken, this one included, from 1
     * @param lr the learning rate of this step
     * @param sums what {@link #survey} added up over the whole tensor
     */
    void update(double[] weight, double[] gradient, double[][] moments, int count, long t, double lr, double[] sums);
}
