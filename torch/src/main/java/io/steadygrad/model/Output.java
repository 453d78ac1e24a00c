package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * The last, fully connected layer, named {@code output}.
 *
 * @param units numbers that the network puts out for one input
 * @param init of its weights; the rest of the model's when left out
 * @param bias what its biases start with
 */
public record Output(
        int units,
        @Default("linear") Activation activation,
        @Default("") @Nullable Initializer init,
        @Default("0") double bias) {
    public Output {
        Sizes.positive("output.units", units);
    }

    public Output(int units, Activation activation) {
        this(units, activation, null, 0);
    }

    Initializer initOr(Initializer model) {
        return init == null ? model : init;
    }
}
