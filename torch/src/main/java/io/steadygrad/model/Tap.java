package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;

/**
 * Stands behind a model's layers: sees what each one hands on, and may hand on something else. One that only looks returns
 * what it got; a gate returns a tensor with the same numbers whose gradient it controls on the way back.
 */
@FunctionalInterface
public interface Tap {
    /** Hands everything on untouched. */
    Tap NONE = (layer, activation) -> activation;

    /**
     * @param layer as in the parameters' names: {@code hidden.0}, {@code output}; a recurrent layer comes once for every time step
     * @param activation what the layer hands on, after its activation function; its first dimension is the batch
     */
    Tensor through(String layer, Tensor activation);

    /**
     * As {@link #through(String, Tensor)}, where the layer's last operation is known.
     *
     * @param function that made the activation
     */
    default Tensor through(String layer, Activation function, Tensor activation) {
        return through(layer, activation);
    }

    /**
     * What a layer's weights make of its input, before normalisation and activation; handed on as it is unless overridden. A recurrent
     * layer shows what the input contributes to all time steps at once.
     *
     * @param layer the weights' name without its last part: {@code hidden.0}, {@code block.1.attention.input}
     * @param sum the batch first, then whatever else, units last; the channels of images second
     */
    default Tensor sum(String layer, Tensor sum) {
        return sum;
    }
}
