package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Fully connected layers, {@code hidden.0}, {@code hidden.1}, ..., {@code output}; inputs of more than one dimension are flattened.
 *
 * @param hidden units of each hidden layer; an empty list is a linear model
 * @param activation of the hidden layers
 * @param init of the weights: one for all layers, or one per hidden layer (the output then takes the last)
 * @param bias what the hidden layers' biases start with
 * @param norm between each hidden layer's sum and its activation; its parameters are {@code hidden.0.norm.weight}, ...
 */
public record Mlp(
        List<Integer> hidden,
        @Default("relu") Activation activation,
        @Default("glorot_uniform") List<Initializer> init,
        @Default("0") double bias,
        @Default("none") Norm norm,
        Output output)
        implements ModelSpec {
    public Mlp {
        hidden = List.copyOf(hidden);
        init = List.copyOf(init);
        Sizes.positive("hidden", hidden);
        if (init.isEmpty() || (init.size() > 1 && init.size() != hidden.size())) {
            throw new IllegalArgumentException("init takes one initializer for all layers or one per hidden layer: "
                    + hidden.size() + " layers, but " + init.size() + " initializers");
        }
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.positive("the input's size", inputShape);
        ModelMemory memory = new ModelMemory(seed, type);
        List<Layer> layers = new ArrayList<>();
        int width = Sizes.product(inputShape);
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(hiddenLayer(memory, i, width));
            width = hidden.get(i);
        }
        Dense last = new Dense(
                memory, "output", width, output.units(), output.initOr(init.get(init.size() - 1)), output.bias());
        Layer whole = (input, training, tap) -> {
            Tensor x = inputShape.size() == 1 ? input : input.flatten(1, -1);
            for (Layer layer : layers) {
                x = layer.forward(x, training, tap);
            }
            return tap.through("output", output.activation().apply(last.forward(x, training, tap)));
        };
        return new LayeredModel(memory, whole, output.activation());
    }

    private Layer hiddenLayer(ModelMemory memory, int i, int inputs) {
        String name = "hidden." + i;
        int units = hidden.get(i);
        Dense dense = new Dense(memory, name, inputs, units, init.get(Math.min(i, init.size() - 1)), bias);
        Layer normalised = switch (norm) {
            case NONE -> dense;
            case BATCH -> then(dense, new BatchNorm(memory, name + ".norm", units));
            case LAYER -> then(dense, new LayerNorm(memory, name + ".norm", units));
        };
        return (input, training, tap) -> tap.through(name, activation.apply(normalised.forward(input, training, tap)));
    }

    private static Layer then(Layer first, Layer second) {
        return (input, training, tap) -> second.forward(first.forward(input, training, tap), training, tap);
    }
}
