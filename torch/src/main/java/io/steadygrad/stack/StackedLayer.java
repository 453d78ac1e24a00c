package io.steadygrad.stack;

import org.jspecify.annotations.Nullable;

/** A hidden layer of several members, for one number of members and rows. */
interface StackedLayer extends AutoCloseable {
    /** @return what the layer hands on, to live until the next pass */
    Matrices forward(Matrices input);

    /** Where the gradient with respect to what it handed on is to be written before {@link #backward}. */
    Matrices arriving();

    /**
     * Writes the gradients of the weights.
     *
     * @param into takes the gradient with respect to the input; null where nobody wants it
     */
    void backward(@Nullable Matrices into);

    @Override
    void close();
}
