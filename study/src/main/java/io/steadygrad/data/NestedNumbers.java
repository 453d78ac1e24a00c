package io.steadygrad.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers in lists of lists, as a study file nests them: {@code [[0, 0], [0, 1]]}. All lists of one depth are equally long.
 *
 * @param shape the outermost length first
 */
public record NestedNumbers(List<Double> values, List<Integer> shape) {

    public NestedNumbers {
        values = List.copyOf(values);
        shape = List.copyOf(shape);
    }

    /**
     * From lists of lists of numbers, as a YAML or JSON reader gives them.
     *
     * @throws IllegalArgumentException if a list is empty or ragged, or something is no finite number; says where
     */
    public static NestedNumbers of(List<?> nested) {
        List<Integer> shape = new ArrayList<>();
        Object inner = nested;
        while (inner instanceof List<?> list) {
            if (list.isEmpty()) {
                throw new IllegalArgumentException("A list of numbers cannot be empty");
            }
            shape.add(list.size());
            inner = list.get(0);
        }
        List<Double> values = new ArrayList<>();
        gather(nested, 0, shape, "", values);
        return new NestedNumbers(values, shape);
    }

    private static void gather(Object node, int depth, List<Integer> shape, String place, List<Double> values) {
        if (depth == shape.size()) {
            if (!(node instanceof Number number) || !Float.isFinite(number.floatValue())) {
                throw new IllegalArgumentException("Entry " + place + " must be a finite number, found " + node);
            }
            values.add(number.doubleValue());
            return;
        }
        int expected = shape.get(depth);
        if (!(node instanceof List<?> list) || list.size() != expected) {
            String found = node instanceof List<?> list ? "one of " + list.size() : String.valueOf(node);
            throw new IllegalArgumentException("Entry " + (place.isEmpty() ? "[]" : place) + " must be a list of "
                    + expected + " like the first, found " + found);
        }
        for (int i = 0; i < expected; i++) {
            gather(list.get(i), depth + 1, shape, place + "[" + i + "]", values);
        }
    }

    int rows() {
        return shape.get(0);
    }

    /** The shape of one row; empty for one number per row. */
    List<Integer> shapeOfRow() {
        return shape.subList(1, shape.size());
    }

    /** The shape of one row of inputs: one number is a vector of one. */
    List<Integer> columns() {
        return shape.size() == 1 ? List.of(1) : shapeOfRow();
    }

    float[] floats() {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
