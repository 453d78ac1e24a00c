package io.steadygrad.preprocess;

import java.util.List;

/** The sizes of a row that is an image. */
record Image(int channels, int height, int width) {

    /** @throws IllegalArgumentException unless the shape is {@code [channels, height, width]} */
    static Image of(List<Integer> shape, String step) {
        if (shape.size() != 3) {
            throw new IllegalArgumentException(
                    step + " needs images of shape [channels, height, width], but the inputs have the shape " + shape);
        }
        return new Image(shape.get(0), shape.get(1), shape.get(2));
    }
}
