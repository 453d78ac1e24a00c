package io.steadygrad.model;

import java.util.List;

/** Checks of shapes, with the same words everywhere. */
final class Sizes {
    private Sizes() {}

    static void positive(String name, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + size);
        }
    }

    static void positive(String name, List<Integer> sizes) {
        for (int i = 0; i < sizes.size(); i++) {
            positive(name + "[" + i + "]", sizes.get(i));
        }
    }

    /** All numbers of one input. */
    static int product(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Checks that inputs have so many dimensions. */
    static void rank(String model, List<Integer> inputShape, String... dimensions) {
        if (inputShape.size() != dimensions.length) {
            throw new IllegalArgumentException("The model '" + model + "' takes inputs of shape ["
                    + String.join(", ", dimensions) + "], but the data have " + inputShape);
        }
        positive("the input's size", inputShape);
    }
}
