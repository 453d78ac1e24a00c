package io.steadygrad.trace;

import java.util.Arrays;

/** A list of numbers that grows. Adding costs one store, now and then a copy. */
final class Series {
    private double[] values = new double[256];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** Takes over these numbers in place of its own. */
    void set(double[] numbers) {
        values = Arrays.copyOf(numbers, Math.max(256, numbers.length));
        size = numbers.length;
    }

    int size() {
        return size;
    }

    double last() {
        return values[size - 1];
    }

    double[] doubles() {
        return Arrays.copyOf(values, size);
    }

    /** Exact up to 2^53. */
    long[] longs() {
        return Arrays.stream(values, 0, size).mapToLong(value -> (long) value).toArray();
    }

    boolean[] truths() {
        boolean[] truths = new boolean[size];
        for (int i = 0; i < size; i++) {
            truths[i] = values[i] != 0;
        }
        return truths;
    }
}
