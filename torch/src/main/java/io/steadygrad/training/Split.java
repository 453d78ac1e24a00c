package io.steadygrad.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a data set.
 *
 * @param validation what early stopping and the choice of the best weights look at; null for none
 * @param test what is only measured, never used for a decision; null for none
 */
public record Split(
        Examples train,
        @Nullable Examples validation,
        @Nullable Examples test) {

    /** One part and what its metrics are called after. */
    record Part(String name, Examples examples) {}

    /** Those that are there, the training part first. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("train", train));
        if (validation != null) {
            parts.add(new Part("validation", validation));
        }
        if (test != null) {
            parts.add(new Part("test", test));
        }
        return parts;
    }
}
