package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.spec.Default;

/**
 * What the weights of recurrent layers start with; each gate's block is drawn as a matrix of its own. The defaults are those of Keras.
 *
 * @param recurrent from the state to the state
 * @param input from the input to the state; also the output layer's when it names none
 */
public record RnnInit(
        @Default("orthogonal") Initializer recurrent,
        @Default("glorot_uniform") Initializer input) {

    /** The same initializer for both. */
    public static RnnInit parse(String text) {
        Initializer both = Initializer.parse(text);
        return new RnnInit(both, both);
    }
}
