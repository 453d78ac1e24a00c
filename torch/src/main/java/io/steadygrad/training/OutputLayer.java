package io.steadygrad.training;

import io.steadygrad.model.Activation;
import java.util.List;

/**
 * What a model puts out.
 *
 * @param shape of one row, without the batch
 * @param activation what was applied last
 */
public record OutputLayer(List<Long> shape, Activation activation) {
    public OutputLayer {
        shape = List.copyOf(shape);
    }

    /** Size of the last dimension; 1 where a row is a single number. */
    public long units() {
        return shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    }

    /** How many numbers one row has. */
    public long size() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return activation + " output of shape " + shape;
    }
}
