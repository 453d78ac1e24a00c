package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A plain convolutional network over images {@code [channels, height, width]}: convolutions {@code conv.0}, {@code conv.1}, ..., each with
 * normalisation, activation and max-pooling; then fully connected layers {@code dense.0}, ... and {@code output}.
 *
 * <p>DeepOBS's fmnist_2c2d (Schneider, Balles and Hennig 2019) is {@code channels: [32, 64], kernel: 5, dense: [1024], init:
 * truncated_normal(sd=0.05), bias: 0.05, output: {units: 10, bias: 0.05}}: 3,274,634 parameters on 28 x 28 images.
 *
 * @param channels filters of each convolution
 * @param kernel side of the kernels; their stride is 1
 * @param pool side and step of the max-pooling behind each convolution; 1 is none
 * @param dense units of each fully connected hidden layer
 * @param init of the weights: one for all layers, or one per hidden layer, convolutions first (the output then takes the last)
 * @param bias what the hidden layers' biases start with
 * @param norm between each hidden layer's sum and its activation
 * @param residual a convolution that changes neither channels nor size adds its input behind its activation, {@code x + activation(norm(conv(x)))}
 *     (He et al. 2016, without their second convolution); the others stay plain
 */
public record Cnn(
        List<Integer> channels,
        @Default("3") int kernel,
        @Default("2") int pool,
        @Default("same") Padding padding,
        @Default("[]") List<Integer> dense,
        @Default("relu") Activation activation,
        @Default("glorot_uniform") List<Initializer> init,
        @Default("0") double bias,
        @Default("none") Norm norm,
        @Default("false") boolean residual,
        Output output)
        implements ModelSpec {
    public Cnn {
        channels = List.copyOf(channels);
        dense = List.copyOf(dense);
        Sizes.positive("channels", channels);
        Sizes.positive("kernel", kernel);
        Sizes.positive("pool", pool);
        Sizes.positive("dense", dense);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("channels needs at least one convolution; a network without is an mlp");
        }
        init = Sizes.each("init", init, channels.size() + dense.size(), "hidden layer");
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.rank("cnn", inputShape, "channels", "height", "width");
        ModelMemory memory = new ModelMemory(seed, type);
        List<Layer> layers = new ArrayList<>();
        int depth = inputShape.get(0);
        int height = inputShape.get(1);
        int width = inputShape.get(2);
        for (int i = 0; i < channels.size(); i++) {
            layers.add(convolution(memory, i, depth));
            depth = channels.get(i);
            height = side(height, i, inputShape);
            width = side(width, i, inputShape);
        }
        int inputs = Math.multiplyExact(depth, Math.multiplyExact(height, width));
        layers.add((input, training, tap) -> input.flatten(1, -1));
        for (int i = 0; i < dense.size(); i++) {
            layers.add(HiddenLayer.dense(
                    memory, "dense." + i, inputs, dense.get(i), init.get(channels.size() + i), bias, norm, activation));
            inputs = dense.get(i);
        }
        layers.add(HiddenLayer.output(memory, inputs, output, init.get(init.size() - 1)));
        return new LayeredModel(memory, Layer.chain(layers), output.activation());
    }

    private Layer convolution(ModelMemory memory, int i, int depth) {
        String name = "conv." + i;
        int filters = channels.get(i);
        Layer convolution =
                Convolution.biased(memory, name, depth, filters, kernel, padding == Padding.SAME, init.get(i), bias);
        boolean shortcut = residual && padding == Padding.SAME && filters == depth;
        Layer normalised = switch (norm) {
            case NONE -> convolution;
            case BATCH -> Layer.chain(List.of(convolution, new BatchNorm(memory, name + ".norm", filters)));
            case LAYER -> Layer.chain(List.of(convolution, new ChannelNorm(memory, name + ".norm", filters)));
        };
        return (input, training, tap) -> {
            Tensor active = activation.apply(normalised.forward(input, training, tap));
            active = shortcut ? tap.through(name, active.add(input)) : tap.through(name, activation, active);
            return pool == 1 ? active : torch.max_pool2d(active, pool, pool);
        };
    }

    /** What a side of the image measures behind convolution and pooling. */
    private int side(int before, int i, List<Integer> inputShape) {
        int convolved = padding == Padding.SAME ? before : before - kernel + 1;
        if (convolved < pool) {
            throw new IllegalArgumentException("The model 'cnn' runs out of image: inputs of " + inputShape
                    + " leave a side of " + Math.max(convolved, 0) + " for the pooling of " + pool
                    + " behind conv." + i + "; use fewer convolutions, smaller kernels or padding: same");
        }
        return convolved / pool;
    }
}
