package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The first convolution with its normalisation, and the pooling of the large {@link Stem}. */
final class ImageStem implements Layer {
    private static final long[] THREE = {3, 3};
    private static final long[] TWO = {2, 2};
    private static final long[] ONE = {1, 1};

    private final String name;
    private final boolean pooled;
    private final Convolution convolution;
    private final BatchNorm norm;

    ImageStem(
            ModelMemory memory,
            String convolutionName,
            String normName,
            Stem stem,
            int channels,
            int filters,
            Initializer init) {
        this.name = convolutionName;
        this.pooled = stem == Stem.IMAGENET;
        this.convolution =
                Convolution.plain(memory, convolutionName, channels, filters, pooled ? 7 : 3, pooled ? 2 : 1, init);
        this.norm = new BatchNorm(memory, normName, filters);
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return Scoped.compute(() -> {
            Tensor convolved = convolution.forward(input, training, tap);
            Tensor active = norm.forward(convolved, training, tap).relu_();
            return tap.through(
                    name, Activation.RELU, pooled ? torch.max_pool2d(active, THREE, TWO, ONE, ONE, false) : active);
        });
    }
}
