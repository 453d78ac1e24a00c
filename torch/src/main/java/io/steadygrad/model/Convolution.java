package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Two-dimensional convolution of {@code [batch, channels, height, width]} with a square kernel; {@code weight [filters, channels, kernel, kernel]}. */
final class Convolution implements Layer {
    private static final long[] ONE = {1, 1};

    private final String name;
    private final Tensor weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;
    private final long @Nullable [] uneven;

    private Convolution(
            String name, Tensor weight, TensorOptional bias, int stride, int padding, long @Nullable [] uneven) {
        this.name = name;
        this.weight = weight;
        this.bias = bias;
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.uneven = uneven;
    }

    /** Without bias, as in front of a batch normalisation, padded by half the kernel. */
    static Convolution plain(
            ModelMemory memory, String name, int channels, int filters, int kernel, int stride, Initializer init) {
        return new Convolution(
                name,
                memory.weight(name + ".weight", init, filters, channels, kernel, kernel),
                memory.absent(),
                stride,
                kernel / 2,
                null);
    }

    /**
     * With bias and stride 1; {@code same} pads so that the image keeps its size, for an even kernel by one more to the right and
     * below.
     */
    static Convolution biased(
            ModelMemory memory,
            String name,
            int channels,
            int filters,
            int kernel,
            boolean same,
            Initializer init,
            double bias) {
        return new Convolution(
                name,
                memory.weight(name + ".weight", init, filters, channels, kernel, kernel),
                memory.optional(memory.constant(name + ".bias", bias, filters)),
                1,
                same && kernel % 2 == 1 ? kernel / 2 : 0,
                same && kernel % 2 == 0 ? new long[] {kernel / 2 - 1L, kernel / 2, kernel / 2 - 1L, kernel / 2} : null);
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        Tensor padded = uneven == null ? input : torch.constant_pad_nd(input, uneven);
        return tap.sum(name, torch.conv2d(padded, weight, bias, stride, padding, ONE, 1));
    }
}
