package io.steadygrad.observation;

import io.steadygrad.model.Activation;
import org.bytedeco.pytorch.Tensor;

/**
 * What a layer handed on in a pass that is over, and what came back to it.
 *
 * @param function the layer's last operation
 * @param output the batch first
 * @param gradient of the loss with respect to the output, in its shape
 */
public record LayerOutput(String layer, Activation function, Tensor output, Tensor gradient) {}
