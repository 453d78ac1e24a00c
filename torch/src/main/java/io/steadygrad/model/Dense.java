package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Fully connected: {@code x W^T + b} over the last dimension, with {@code weight [units, inputs]} and {@code bias [units]}. */
final class Dense implements Layer {
    private final String name;
    private final Tensor weight;
    private final TensorOptional bias;

    Dense(ModelMemory memory, String name, int inputs, int units, Initializer init, double bias) {
        this.name = name;
        this.weight = memory.weight(name + ".weight", init, units, inputs);
        this.bias = memory.optional(memory.constant(name + ".bias", bias, units));
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return tap.sum(name, torch.linear(input, weight, bias));
    }
}
