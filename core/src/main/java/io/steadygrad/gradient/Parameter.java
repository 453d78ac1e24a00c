package io.steadygrad.gradient;

import java.util.Arrays;
import java.util.List;

/**
 * What is fixed about one trainable tensor.
 *
 * @param name unique in its model, with the layer before the last dot: {@code hidden.0.weight}
 * @param layer the layer it belongs to: {@code hidden.0}
 * @param shape sizes of its dimensions, outermost first; empty for a scalar
 * @param unitAxis the dimension that counts output units (neurons, filters): 0 in LibTorch and DJL, the last in TensorFlow
 * @param group a name by which users address several parameters together
 */
public record Parameter(String name, String layer, List<Long> shape, int unitAxis, String group) {

    public Parameter {
        shape = List.copyOf(shape);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A parameter needs a name");
        }
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "Parameter '" + name + "' has a negative size in its shape " + shape);
            }
        }
        if (unitAxis < 0 || unitAxis >= Math.max(1, shape.size())) {
            throw new IllegalArgumentException(
                    "Parameter '" + name + "' of shape " + shape + " has no dimension " + unitAxis + " for its units");
        }
    }

    /** A parameter with output units first, whose layer is its name without the last dot-part, in the group {@code default}. */
    public static Parameter of(String name, long... shape) {
        return new Parameter(name, layerOf(name), Arrays.stream(shape).boxed().toList(), 0, "default");
    }

    /** The name without its last dot-part; a name without a dot is its own layer. */
    public static String layerOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** The same parameter with its units along the last dimension, as TensorFlow and Keras keep them. */
    public Parameter unitsLast() {
        return new Parameter(name, layer, shape, Math.max(0, shape.size() - 1), group);
    }

    public Parameter inGroup(String newGroup) {
        return new Parameter(name, layer, shape, unitAxis, newGroup);
    }

    public int rank() {
        return shape.size();
    }

    /** Number of elements: the product of the shape; 1 for a scalar. */
    public long size() {
        long size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }

    /** Number of output units; a tensor of rank 0 or 1 is one unit (Brock et al. 2021). */
    public int units() {
        return rank() <= 1 ? 1 : Math.toIntExact(shape.get(unitAxis));
    }

    /** Elements that lie between two neighbours along the unit axis; the unit of element {@code i} is {@code (i / unitStride) % units}. */
    public long unitStride() {
        if (rank() <= 1) {
            return Math.max(1, size());
        }
        long stride = 1;
        for (int axis = unitAxis + 1; axis < rank(); axis++) {
            stride *= shape.get(axis);
        }
        return Math.max(1, stride);
    }
}
