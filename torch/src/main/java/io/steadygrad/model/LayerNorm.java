package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layer normalisation over the last dimension, eps 1e-5 as in PyTorch, with trained scale (1) and shift (0). */
final class LayerNorm implements Layer {
    private final long[] shape;
    private final TensorOptional weight;
    private final TensorOptional bias;

    LayerNorm(ModelMemory memory, String name, int width) {
        this.shape = new long[] {width};
        this.weight = memory.optional(memory.constant(name + ".weight", 1, width));
        this.bias = memory.optional(memory.constant(name + ".bias", 0, width));
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return torch.layer_norm(input, shape, weight, bias, 1e-5, false);
    }
}
