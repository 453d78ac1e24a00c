package io.steadygrad.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A step of the forward pass; its weights live in the model's {@link ModelMemory}. */
@FunctionalInterface
interface Layer {
    /** @param tap what stands behind named layers */
    Tensor forward(Tensor input, boolean training, Tap tap);

    /** One after the other. */
    static Layer chain(List<? extends Layer> layers) {
        List<Layer> fixed = List.copyOf(layers);
        return (input, training, tap) -> {
            Tensor x = input;
            for (Layer layer : fixed) {
                x = layer.forward(x, training, tap);
            }
            return x;
        };
    }
}
