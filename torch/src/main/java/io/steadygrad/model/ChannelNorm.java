package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layer normalisation of images: over all channels and places of one image, with trained scale and shift per channel, eps 1e-5. */
final class ChannelNorm implements Layer {
    private final TensorOptional weight;
    private final TensorOptional bias;

    ChannelNorm(ModelMemory memory, String name, int channels) {
        this.weight = memory.optional(memory.constant(name + ".weight", 1, channels));
        this.bias = memory.optional(memory.constant(name + ".bias", 0, channels));
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return torch.group_norm(input, 1, weight, bias, 1e-5, false);
    }
}
