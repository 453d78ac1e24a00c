package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import java.util.stream.IntStream;

/** The engaged groups of a method that changes every tensor. */
final class Everything {
    private Everything() {}

    static Decision.Engaged of(Measurements now) {
        return now.layout().parameters().isEmpty()
                ? new Decision.Engaged(Scope.TENSOR, new int[0])
                : new Decision.Engaged(Scope.GLOBAL, new int[] {0});
    }

    static Decision.Engaged tensors(IntStream tensors) {
        return new Decision.Engaged(Scope.TENSOR, tensors.toArray());
    }
}
