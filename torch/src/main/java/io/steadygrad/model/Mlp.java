package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;

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
        Sizes.positive("hidden", hidden);
        init = Sizes.each("init", init, Math.max(1, hidden.size()), "hidden layer");
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.positive("the input's size", inputShape);
        ModelMemory memory = new ModelMemory(seed, type);
        List<Layer> layers = new ArrayList<>();
        if (inputShape.size() != 1) {
            layers.add((input, training, tap) -> input.flatten(1, -1));
        }
        int width = Sizes.product(inputShape);
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(HiddenLayer.dense(
                    memory, "hidden." + i, width, hidden.get(i), init.get(i), bias, norm, activation));
            width = hidden.get(i);
        }
        layers.add(HiddenLayer.output(memory, width, output, init.get(init.size() - 1)));
        return new LayeredModel(memory, Layer.chain(layers), output.activation());
    }
}
