package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;

/**
 * A rule whose moments are not laid out as the weights are, such as one number per row and one per column. It walks a
 * tensor's memory itself.
 */
public non-sealed interface TensorOptimizer extends Optimizer {

    /**
     * Updates the weights and moments of one tensor in place, computing in float64.
     *
     * @param gradient of the loss; to be read only
     * @param factor what every gradient is to be multiplied by: the control's part of the work
     * @param moments as {@link #sizes} asked for
     * @param t steps taken, this one included, from 1
     * @param lr the learning rate of this step
     */
    void update(
            Parameter parameter,
            Elements weight,
            Elements gradient,
            double factor,
            Elements[] moments,
            long t,
            double lr);
}
