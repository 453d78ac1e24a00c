package io.steadygrad.training;

import java.util.List;

/**
 * What the targets of a data set are.
 *
 * @param shape of one row, without the rows; empty for one number or class per row
 * @param classes how many classes there are, or 0 where targets are numbers
 */
public record TargetLayout(List<Long> shape, int classes, Task task) {
    public TargetLayout {
        shape = List.copyOf(shape);
    }

    /** How many numbers one row has. */
    public long size() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return (classes > 0 ? classes + " classes" : "numbers") + " of shape " + shape;
    }
}
