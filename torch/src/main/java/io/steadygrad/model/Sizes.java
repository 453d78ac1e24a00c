package io.steadygrad.model;

import java.util.Collections;
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

    /** A list with one entry for each of {@code count} things, from one for all or one each. */
    static <T> List<T> each(String name, List<T> given, int count, String thing) {
        if (given.size() == count) {
            return List.copyOf(given);
        }
        if (given.size() == 1) {
            return Collections.nCopies(count, given.get(0));
        }
        throw new IllegalArgumentException(name + " takes one value for all or one per " + thing + ": there are "
                + count + ", but " + given.size() + " values");
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
