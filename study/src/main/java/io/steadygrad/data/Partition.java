package io.steadygrad.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of one table train, validate and test.
 *
 * <p>Where both parts are left out, 70 % of the rows, drawn with a fixed seed, train and the others test. Where one is left out,
 * it gets the rows that the other leaves, or all where none is left. {@code train: 700} takes the first 700 rows, {@code test: 300} the 300
 * after the training rows, or the last 300 where {@code train} is left out.
 */
record Partition(int[] train, int[] validation, int[] test) {
    private static final double DEFAULT_TRAINING_SHARE = 0.7;

    static Partition of(int rows, @Nullable Rows train, @Nullable Rows test, @Nullable Rows validation, String source) {
        if (rows == 0) {
            throw new IllegalArgumentException(source + " has no rows");
        }
        int[] testing = test == null ? null : test(test, train, rows, source);
        int[] training;
        if (train != null) {
            training = train.of(rows, source);
        } else if (testing != null) {
            training = others(rows, testing);
        } else {
            training = new Rows.Fraction(DEFAULT_TRAINING_SHARE).of(rows, source);
        }
        int[] heldOut = testing == null ? others(rows, training) : testing;
        return validation == null
                ? new Partition(training, new int[0], heldOut)
                : validated(training, heldOut, validation, rows, source);
    }

    private static int[] test(Rows test, @Nullable Rows train, int rows, String source) {
        if (test instanceof Rows.Count count) {
            int first = train == null
                    ? Math.max(0, rows - count.rows())
                    : Arrays.stream(train.of(rows, source)).max().orElse(-1) + 1;
            return Rows.between(first, first + count.rows() - 1).of(rows, source);
        }
        if (test instanceof Rows.Fraction && train instanceof Rows.Fraction) {
            // Both shares are drawn from the same order: training from its start, testing from its end.
            int[] order = new Rows.Fraction(1).of(rows, source);
            int count = test.of(rows, source).length;
            return Arrays.copyOfRange(order, rows - count, rows);
        }
        return test.of(rows, source);
    }

    private static Partition validated(int[] training, int[] testing, Rows validation, int rows, String source) {
        int[] chosen;
        if (validation instanceof Rows.Numbered) {
            chosen = validation.of(rows, source);
            int leaked = firstCommon(chosen, testing, rows);
            if (leaked >= 0) {
                throw new IllegalArgumentException(
                        "Row " + leaked + " is in the validation and in the test part; they must not share rows");
            }
        } else {
            int[] positions = validation.sample(training.length, "the training part");
            chosen =
                    Arrays.stream(positions).map(position -> training[position]).toArray();
        }
        boolean[] taken = members(chosen, rows);
        int[] rest = Arrays.stream(training).filter(row -> !taken[row]).toArray();
        return new Partition(rest, chosen, testing);
    }

    private static int firstCommon(int[] some, int[] others, int rows) {
        boolean[] taken = members(others, rows);
        return Arrays.stream(some).filter(row -> taken[row]).findFirst().orElse(-1);
    }

    /** The rows that are not among the given ones, or all where none is left. */
    private static int[] others(int rows, int[] given) {
        boolean[] taken = members(given, rows);
        int[] others = IntStream.range(0, rows).filter(row -> !taken[row]).toArray();
        return others.length == 0 ? IntStream.range(0, rows).toArray() : others;
    }

    private static boolean[] members(int[] some, int rows) {
        boolean[] taken = new boolean[rows];
        for (int row : some) {
            taken[row] = true;
        }
        return taken;
    }

    Split split(Samples all) {
        return new Split(all.select(train), validation.length == 0 ? null : all.select(validation), all.select(test));
    }
}
