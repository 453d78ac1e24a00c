package io.steadygrad.data;

import io.steadygrad.spec.Numbers;

/**
 * What {@link Synthetic} data are made by (package {@code io.steadygrad.synthetic}). Makes rows from parameters. A row depends on the seed, the parameters and its number alone, so that asking for more rows does not
 * change the first ones.
 */
public interface Generator {

    /** Rows for training; at least 1. */
    int rows();

    /** Rows for testing, which follow the training rows; 0 or more. */
    int testRows();

    /** All {@code rows() + testRows()} of them. */
    Samples generate();

    /** Refuses counts that make no sense. */
    static void requireRows(int rows, int testRows) {
        require(rows >= 1, "rows", "at least 1", rows);
        require(testRows >= 0, "test_rows", "at least 0", testRows);
    }

    /** @throws IllegalArgumentException saying what was allowed and what was given, unless {@code holds} */
    static void require(boolean holds, String name, String allowed, double given) {
        if (!holds) {
            throw new IllegalArgumentException("'" + name + "' must be " + allowed + ", not " + Numbers.format(given));
        }
    }
}
