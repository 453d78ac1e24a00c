package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.Normal;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A transformer encoder over sequences, normalised in front of each part (Xiong et al. 2020): embedding, positions, blocks of
 * self-attention and a two-layer network, a last normalisation, the mean over time, output. No dropout, no mask.
 *
 * <p>Layers: {@code embedding}, {@code positions}, {@code block.0.norm1}, {@code block.0.attention.input} (query, key and value, each initialised as a matrix of its
 * own), {@code block.0.attention.output}, {@code block.0.norm2}, {@code block.0.feed_forward.0} and {@code .1}, ..., {@code norm}, {@code output}. Biases are 0.
 *
 * @param layers blocks
 * @param heads of each attention; they share {@code width} evenly
 * @param width numbers per element of the sequence
 * @param feedForward hidden units of each block's network
 * @param vocabulary 0: inputs are real-valued, {@code [time, channels]}; else class indices below it, {@code [time]}
 */
public record Transformer(
        @Default("2") int layers,
        @Default("4") int heads,
        @Default("64") int width,
        @Default("128") int feedForward,
        @Default("gelu") Activation activation,
        @Default("learned") Positions positions,
        @Default("0") int vocabulary,
        @Default("glorot_uniform") Initializer init,
        Output output)
        implements ModelSpec {
    public Transformer {
        Sizes.positive("layers", layers);
        Sizes.positive("heads", heads);
        Sizes.positive("width", width);
        Sizes.positive("feed_forward", feedForward);
        if (vocabulary < 0) {
            throw new IllegalArgumentException("vocabulary must be at least 0 (real-valued inputs), not " + vocabulary);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "width must be a multiple of heads, but " + width + " is none of " + heads);
        }
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        if (vocabulary == 0) {
            Sizes.rank("transformer", inputShape, "time", "channels");
        } else {
            Sizes.rank("transformer' with a vocabulary '", inputShape, "time");
        }
        ModelMemory memory = new ModelMemory(seed, type);
        List<Layer> layers = new ArrayList<>();
        layers.add(embedding(memory, inputShape));
        layers.add(positions(memory, inputShape.get(0)));
        for (int i = 0; i < layers(); i++) {
            layers.add(new TransformerBlock(memory, "block." + i, this));
        }
        layers.add(new LayerNorm(memory, "norm", width));
        layers.add((input, training, tap) -> input.mean(1));
        layers.add(HiddenLayer.output(memory, width, output, init));
        return new LayeredModel(memory, Layer.chain(layers), output.activation());
    }

    private Layer embedding(ModelMemory memory, List<Integer> inputShape) {
        if (vocabulary == 0) {
            return new Dense(memory, "embedding", inputShape.get(1), width, init, 0);
        }
        Tensor table = memory.weight("embedding.weight", init, vocabulary, width);
        return (input, training, tap) -> torch.embedding(table, input.toType(torch.ScalarType.Long));
    }

    private Layer positions(ModelMemory memory, int time) {
        Tensor table = positions == Positions.LEARNED
                ? memory.weight("positions.weight", new Normal(0.02), time, width)
                : memory.fixed(Positions.sinusoidal(time, width), time, width);
        return (input, training, tap) -> input.add(table);
    }
}
