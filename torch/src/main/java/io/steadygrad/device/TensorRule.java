package io.steadygrad.device;

import org.bytedeco.pytorch.Tensor;

/** An optimizer's update of one tensor in LibTorch's operations, all numbers in float64. */
@FunctionalInterface
interface TensorRule {

    /**
     * Makes the new weight; puts the new moments in the place of the old.
     *
     * @param gradient after control
     * @param t steps taken, this one included, from 1
     */
    Tensor update(Tensor weight, Tensor gradient, Tensor[] moments, long t, double lr);
}
