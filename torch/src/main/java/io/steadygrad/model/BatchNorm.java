package io.steadygrad.model;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation over dimension 1 (channels or units): eps 1e-5, running statistics with momentum 0.1, as in PyTorch. Scale
 * ({@code weight}, 1) and shift ({@code bias}, 0) are trained; {@code running_mean} and {@code running_var} are buffers.
 */
final class BatchNorm implements Layer {
    private final String name;
    private final int channels;
    private final TensorOptional weight;
    private final TensorOptional bias;
    private final TensorOptional runningMean;
    private final TensorOptional runningVariance;

    BatchNorm(ModelMemory memory, String name, int channels) {
        this.name = name;
        this.channels = channels;
        this.weight = memory.optional(memory.constant(name + ".weight", 1, channels));
        this.bias = memory.optional(memory.constant(name + ".bias", 0, channels));
        this.runningMean = memory.optional(memory.buffer(name + ".running_mean", 0, channels));
        this.runningVariance = memory.optional(memory.buffer(name + ".running_var", 1, channels));
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        if (training && input.numel() == channels) {
            throw new IllegalArgumentException(
                    "Batch normalisation needs at least two values of each channel to train on, but '"
                            + name + "' got one, " + Arrays.toString(input.shape())
                            + "; use a larger batch, last_batch: drop, or norm: layer");
        }
        return torch.batch_norm(input, weight, bias, runningMean, runningVariance, training, 0.1, 1e-5, false);
    }
}
