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
 * Densely connected networks of Huang et al. 2017, as torchvision builds them and with its names
 * ({@code features.denseblock1.denselayer1.conv1.weight}, {@code classifier.bias}): logits of {@code classes} out of images {@code [channels, height,
 * width]}.
 *
 * @param blocks layers of each dense block
 * @param growth channels that each layer adds
 * @param init of all weights; when left out torchvision's: {@code he_normal}, the classifier {@code pytorch_uniform}
 */
public record DenseNet(
        List<Integer> blocks,
        int growth,
        @Default("1000") int classes,
        @Default("imagenet") Stem stem,
        @Default("") @Nullable Initializer init)
        implements ModelSpec {
    public DenseNet {
        blocks = List.copyOf(blocks);
        Sizes.positive("blocks", blocks);
        Sizes.positive("growth", growth);
        Sizes.positive("classes", classes);
    }

    /** 121 layers; 7,978,856 parameters with 1000 classes. */
    public static DenseNet densenet121(
            @Default("1000") int classes, @Default("imagenet") Stem stem, @Default("") @Nullable Initializer init) {
        return new DenseNet(List.of(6, 12, 24, 16), 32, classes, stem, init);
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.rank("densenet", inputShape, "channels", "height", "width");
        int smallest = (stem == Stem.IMAGENET ? 4 : 1) << (blocks.size() - 1);
        if (Math.min(inputShape.get(1), inputShape.get(2)) < smallest) {
            throw new IllegalArgumentException("The model 'densenet' halves its images until a side must be at least "
                    + smallest + ", but the data have " + inputShape + "; use stem: small or pad the images");
        }
        ModelMemory memory = new ModelMemory(seed, type);
        Initializer kernels = init == null ? new HeNormal(Fan.IN) : init;
        List<Layer> layers = new ArrayList<>();
        int channels = 2 * growth;
        layers.add(
                new ImageStem(memory, "features.conv0", "features.norm0", stem, inputShape.get(0), channels, kernels));
        for (int block = 0; block < blocks.size(); block++) {
            String name = "features.denseblock" + (block + 1);
            layers.add(new DenseBlock(memory, name, channels, blocks.get(block), growth, kernels));
            channels += blocks.get(block) * growth;
            if (block + 1 < blocks.size()) {
                layers.add(transition(memory, "features.transition" + (block + 1), channels, kernels));
                channels /= 2;
            }
        }
        BatchNorm last = new BatchNorm(memory, "features.norm5", channels);
        Dense classifier =
                new Dense(memory, "classifier", channels, classes, init == null ? new PytorchUniform() : init, 0);
        layers.add((input, training, tap) -> {
            Tensor features = last.forward(input, training, tap).relu_();
            Tensor pooled = torch.adaptive_avg_pool2d(features, 1, 1).flatten(1, -1);
            return tap.through("classifier", Activation.LINEAR, classifier.forward(pooled, training, tap));
        });
        return new LayeredModel(memory, Layer.chain(layers));
    }

    /** Halves the channels and the image's sides. */
    private static Layer transition(ModelMemory memory, String name, int channels, Initializer init) {
        BatchNorm norm = new BatchNorm(memory, name + ".norm", channels);
        Convolution convolution = Convolution.plain(memory, name + ".conv", channels, channels / 2, 1, 1, init);
        return (input, training, tap) -> Scoped.compute(() -> {
            Tensor active = norm.forward(input, training, tap).relu_();
            return tap.through(
                    name, Activation.LINEAR, torch.avg_pool2d(convolution.forward(active, training, tap), 2, 2));
        });
    }
}
