package io.steadygrad.model;

import io.steadygrad.spec.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The nonlinearity behind a layer, by the name that study files use.
 *
 * <p>PyTorch and Keras agree on all but one: the slope of {@code leaky_relu} below zero is 0.01 here and in PyTorch, 0.2 in
 * {@code keras.activations.leaky_relu}. {@code elu} has alpha 1, {@code selu} the constants of Klambauer et al. 2017, {@code gelu} is the exact
 * one (with erf, not tanh). {@code softmax} runs over the last dimension.
 */
public enum Activation {
    LINEAR {
        @Override
        public Tensor apply(Tensor input) {
            return input;
        }
    },
    SIGMOID {
        @Override
        public Tensor apply(Tensor input) {
            return input.sigmoid();
        }
    },
    TANH {
        @Override
        public Tensor apply(Tensor input) {
            return input.tanh();
        }
    },
    RELU {
        @Override
        public Tensor apply(Tensor input) {
            return input.relu();
        }
    },
    LEAKY_RELU {
        @Override
        public Tensor apply(Tensor input) {
            return torch.leaky_relu(input);
        }
    },
    ELU {
        @Override
        public Tensor apply(Tensor input) {
            return torch.elu(input);
        }
    },
    SELU {
        @Override
        public Tensor apply(Tensor input) {
            return torch.selu(input);
        }
    },
    GELU {
        @Override
        public Tensor apply(Tensor input) {
            return torch.gelu(input);
        }
    },
    EXPONENTIAL {
        @Override
        public Tensor apply(Tensor input) {
            return input.exp();
        }
    },
    SOFTMAX {
        @Override
        public Tensor apply(Tensor input) {
            return torch.softmax(input, -1);
        }
    };

    /** A new tensor of the input's shape (the input itself for {@link #LINEAR}), connected to it for the gradient. */
    public abstract Tensor apply(Tensor input);

    /** As study files write it: {@code leaky_relu}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The activation of that name.
     *
     * @throws IllegalArgumentException naming the nearest one
     */
    public static Activation parse(String name) {
        for (Activation activation : values()) {
            if (activation.toString().equals(name)) {
                return activation;
            }
        }
        List<String> valid = Arrays.stream(values()).map(Activation::toString).toList();
        throw new IllegalArgumentException("An activation must be one of " + String.join(", ", valid) + ", not '" + name
                + "'" + Names.suggestion(name, valid));
    }
}
