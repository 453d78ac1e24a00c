package io.steadygrad.model;

import io.steadygrad.gradient.Parameter;
import org.bytedeco.pytorch.Tensor;

/**
 * One trainable tensor of a model.
 *
 * @param parameter its name ({@code hidden.0.weight}), layer ({@code hidden.0}) and shape, output units first
 * @param tensor contiguous float32 (or float64) leaf that requires a gradient; owned by the model, valid until it is closed
 */
public record Weight(Parameter parameter, Tensor tensor) {}
