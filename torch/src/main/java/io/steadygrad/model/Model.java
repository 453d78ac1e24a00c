package io.steadygrad.model;

import io.steadygrad.gradient.Layout;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network with its weights in native memory.
 *
 * <p>Tensors that {@link #forward} makes belong to the caller's {@code PointerScope}; weights and buffers belong to the model
 * and are freed by {@link #close}. Not thread-safe; two models never share anything, so that trials may run side by side.
 */
public interface Model extends AutoCloseable {

    /**
     * The network's output, its output activation included.
     *
     * @param input the batch first: {@code [batch, ...input shape]}, of the type that the model was built with
     * @param training whether layers that behave differently then (batch normalisation) are to do so
     */
    Tensor forward(Tensor input, boolean training);

    /**
     * The network's output without its output activation, for a loss that is exact only on it; null where the model cannot
     * tell them apart.
     */
    default @Nullable Tensor logits(Tensor input, boolean training) {
        return outputActivation() == Activation.LINEAR ? forward(input, training) : null;
    }

    /** The trainable tensors in the order of the forward pass; the same objects at each call. */
    List<Weight> weights();

    /** What the output layer applies last; a loss that works on logits has to know. */
    Activation outputActivation();

    /** State that is saved with the weights but not trained (running statistics of batch normalisation), by name. */
    default Map<String, Tensor> buffers() {
        return Map.of();
    }

    /**
     * Sets what stands behind the layers, or removes it.
     *
     * @throws UnsupportedOperationException when the model's layers cannot be reached from outside
     */
    default void tap(@Nullable Tap tap) {
        throw new UnsupportedOperationException("The layers of a " + getClass().getSimpleName()
                + " cannot be tapped; build the model from a specification");
    }

    /** The recurrent layers that show their states to a tap, in the order of the forward pass. */
    default List<Recurrence> recurrences() {
        return List.of();
    }

    /** Names and shapes of the weights, as gradient control sees them. */
    default Layout layout() {
        return new Layout(weights().stream().map(Weight::parameter).toList());
    }

    /** Frees the native memory. A closed model must not be used. */
    @Override
    void close();
}
