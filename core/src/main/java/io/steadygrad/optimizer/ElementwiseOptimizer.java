package io.steadygrad.optimizer;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.kernel.FusedUpdate;
import java.util.Arrays;

/**
 * A rule that updates a weight from its own gradient and moments and, where it asks for them, a few sums over its tensor.
 * Moments are laid out as the weights are; {@link Descent} walks the memory, block by block.
 */
public non-sealed interface ElementwiseOptimizer extends Optimizer {

    /**
     * The update of one step.
     *
     * @param t steps taken, this one included, from 1
     * @param lr the learning rate of this step
     */
    FusedUpdate at(long t, double lr);

    @Override
    default long[] sizes(Parameter parameter) {
        long[] sizes = new long[at(1, lr()).moments()];
        Arrays.fill(sizes, parameter.size());
        return sizes;
    }
}
