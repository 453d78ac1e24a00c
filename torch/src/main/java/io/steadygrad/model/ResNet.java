package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Fan;
import io.steadygrad.initializer.HeNormal;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.PytorchUniform;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks of He et al. 2016, as torchvision builds them and with its names ({@code layer1.0.conv1.weight}, {@code fc.bias}): logits of
 * {@code classes} out of images {@code [channels, height, width]}. The stride of a bottleneck sits in its 3 x 3 convolution ("v1.5").
 *
 * @param blocks of each of the four stages
 * @param bottleneck three convolutions a block and four times the channels, instead of two convolutions
 * @param init of all weights; when left out torchvision's: {@code he_normal(fan=out)}, the classifier {@code pytorch_uniform} (its biases
 *     are zero here)
 */
public record ResNet(
        List<Integer> blocks,
        boolean bottleneck,
        @Default("1000") int classes,
        @Default("imagenet") Stem stem,
        @Default("") @Nullable Initializer init)
        implements ModelSpec {
    public ResNet {
        blocks = List.copyOf(blocks);
        Sizes.positive("blocks", blocks);
        Sizes.positive("classes", classes);
    }

    /** 18 layers; 11,689,512 parameters with 1000 classes. */
    public static ResNet resnet18(
            @Default("1000") int classes, @Default("imagenet") Stem stem, @Default("") @Nullable Initializer init) {
        return new ResNet(List.of(2, 2, 2, 2), false, classes, stem, init);
    }

    /** 34 layers; 21,797,672 parameters with 1000 classes. */
    public static ResNet resnet34(
            @Default("1000") int classes, @Default("imagenet") Stem stem, @Default("") @Nullable Initializer init) {
        return new ResNet(List.of(3, 4, 6, 3), false, classes, stem, init);
    }

    /** 50 layers; 25,557,032 parameters with 1000 classes. */
    public static ResNet resnet50(
            @Default("1000") int classes, @Default("imagenet") Stem stem, @Default("") @Nullable Initializer init) {
        return new ResNet(List.of(3, 4, 6, 3), true, classes, stem, init);
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.rank("resnet", inputShape, "channels", "height", "width");
        ModelMemory memory = new ModelMemory(seed, type);
        Initializer kernels = init == null ? new HeNormal(Fan.OUT) : init;
        List<Layer> layers = new ArrayList<>();
        layers.add(new ImageStem(memory, "conv1", "bn1", stem, inputShape.get(0), 64, kernels));
        int channels = 64;
        for (int stage = 0; stage < blocks.size(); stage++) {
            int width = 64 << stage;
            for (int b = 0; b < blocks.get(stage); b++) {
                String name = "layer" + (stage + 1) + "." + b;
                int stride = stage > 0 && b == 0 ? 2 : 1;
                layers.add(new ResidualBlock(memory, name, channels, width, stride, bottleneck, kernels));
                channels = bottleneck ? 4 * width : width;
            }
        }
        Dense classifier = new Dense(memory, "fc", channels, classes, init == null ? new PytorchUniform() : init, 0);
        layers.add((input, training, tap) -> {
            Tensor pooled = torch.adaptive_avg_pool2d(input, 1, 1).flatten(1, -1);
            return tap.through("fc", Activation.LINEAR, classifier.forward(pooled, training, tap));
        });
        return new LayeredModel(memory, Layer.chain(layers));
    }
}
