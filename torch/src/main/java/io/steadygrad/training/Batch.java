package io.steadygrad.training;

import org.bytedeco.pytorch.Tensor;

/**
 * What one step trains on; the tensors live as long as the step.
 *
 * @param step from 1
 * @param index of its epoch, from 0
 * @param inputs as the model gets them
 * @param wanted the targets, as the loss gets them
 */
record Batch(long step, int index, Tensor inputs, Tensor wanted) {}
