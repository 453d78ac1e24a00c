package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import java.util.List;

/** Named layers with everything around the weights: normalisation, activation, tap. */
final class HiddenLayer {
    static final String OUTPUT = "output";

    private HiddenLayer() {}

    /** Fully connected; the normalisation's parameters are called {@code name.norm.weight} and {@code name.norm.bias}. */
    static Layer dense(
            ModelMemory memory,
            String name,
            int inputs,
            int units,
            Initializer init,
            double bias,
            Norm norm,
            Activation activation) {
        Layer dense = new Dense(memory, name, inputs, units, init, bias);
        Layer normalised = switch (norm) {
            case NONE -> dense;
            case BATCH -> Layer.chain(List.of(dense, new BatchNorm(memory, name + ".norm", units)));
            case LAYER -> Layer.chain(List.of(dense, new LayerNorm(memory, name + ".norm", units)));
        };
        return (input, training, tap) ->
                tap.through(name, activation, activation.apply(normalised.forward(input, training, tap)));
    }

    /** The last one, called {@code output}, without its activation: that is the model's own last step. */
    static Layer output(ModelMemory memory, int inputs, Output output, Initializer init) {
        return new Dense(memory, OUTPUT, inputs, output.units(), output.initOr(init), output.bias());
    }
}
