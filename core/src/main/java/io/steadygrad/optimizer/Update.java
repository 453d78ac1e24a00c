package io.steadygrad.optimizer;

import org.jspecify.annotations.Nullable;

/** An optimizer's update of the weights that belong to some gradients, wherever both are. */
public interface Update {

    /** The step size where a step does not say otherwise. */
    double lr();

    /**
     * One update of all weights.
     *
     * @param factors what each tensor's gradient is multiplied by on the way, or null for nothing
     * @param lr the learning rate of this step
     */
    void step(double @Nullable [] factors, double lr);

    /** Forgets the moments and the number of steps. */
    void reset();
}
