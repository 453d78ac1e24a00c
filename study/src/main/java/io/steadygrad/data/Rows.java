package io.steadygrad.data;

import io.steadygrad.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some rows of a data set, as study files write them:
 *
 * <pre>
 * 0..699               rows 0 to 699, counted from 0, both ends included
 * 0..99, 200..299      several stretches, in this order
 * 500                  so many rows
 * 0.7                  this share of the rows, drawn with a fixed seed
 * all
 * </pre>
 */
public sealed interface Rows {

    /** Stretches of rows by number. */
    record Numbered(List<Stretch> stretches) implements Rows {
        public Numbered {
            stretches = List.copyOf(stretches);
        }

        @Override
        public String toString() {
            return String.join(", ", stretches.stream().map(Stretch::toString).toList());
        }
    }

    /** Both ends included. */
    record Stretch(int first, int last) {
        @Override
        public String toString() {
            return first + ".." + last;
        }
    }

    /** So many rows. */
    record Count(int rows) implements Rows {
        @Override
        public String toString() {
            return Integer.toString(rows);
        }
    }

    /** A share of the rows, 0 to 1. */
    record Fraction(double share) implements Rows {
        @Override
        public String toString() {
            return Double.toString(share);
        }
    }

    /** Every row. */
    record All() implements Rows {
        @Override
        public String toString() {
            return "all";
        }
    }

    /** One stretch, both ends included. */
    static Rows between(int first, int last) {
        return new Numbered(List.of(new Stretch(first, last)));
    }

    Pattern STRETCH = Pattern.compile("(\\d{1,9})\\s*\\.\\.\\s*(\\d{1,9})");

    /**
     * Reads the forms above.
     *
     * @throws IllegalArgumentException for anything else, saying what can be written
     */
    static Rows parse(String written) {
        String text = written.strip();
        if (text.equals("all")) {
            return new All();
        }
        if (text.matches("\\d{1,9}")) {
            int count = Integer.parseInt(text);
            if (count == 0) {
                throw new IllegalArgumentException("At least one row is needed, found '" + written + "'");
            }
            return new Count(count);
        }
        if (text.matches("\\d*\\.\\d+|\\d+\\.|\\d+(\\.\\d*)?[eE]-\\d+")) {
            double share = Double.parseDouble(text);
            if (share <= 0 || share > 1) {
                throw new IllegalArgumentException(
                        "A share of the rows must be above 0 and at most 1, found '" + written + "'");
            }
            return new Fraction(share);
        }
        List<Stretch> stretches = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            stretches.add(stretch(part.strip(), written));
        }
        return new Numbered(stretches);
    }

    private static Stretch stretch(String part, String written) {
        Matcher matcher = STRETCH.matcher(part);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Rows are written as 0..699 (both included, counted from 0), 0..99, 200..299,"
                            + " 500 (so many), 0.7 (a share) or all; found '" + written + "'");
        }
        Stretch stretch = new Stretch(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (stretch.last() < stretch.first()) {
            throw new IllegalArgumentException(
                    "The rows " + stretch + " end before they begin; both ends are included");
        }
        return stretch;
    }

    /**
     * Their numbers among {@code available} rows: a count takes the first, a fraction draws.
     *
     * @param source what has the rows, for messages
     * @throws IllegalArgumentException if there are not that many
     */
    default int[] of(int available, String source) {
        return this instanceof Count count
                ? between(0, count.rows() - 1).of(available, source)
                : sample(available, source);
    }

    /** As {@link #of}, but a count draws with a fixed seed too. */
    default int[] sample(int available, String source) {
        if (this instanceof Numbered numbered) {
            return numbered.stretches().stream()
                    .flatMapToInt(stretch -> {
                        if (stretch.last() >= available) {
                            throw outside(stretch.toString(), available, source);
                        }
                        return java.util.stream.IntStream.rangeClosed(stretch.first(), stretch.last());
                    })
                    .toArray();
        }
        if (this instanceof All) {
            return java.util.stream.IntStream.range(0, available).toArray();
        }
        int wanted =
                this instanceof Count count ? count.rows() : (int) Math.round(((Fraction) this).share() * available);
        if (wanted > available) {
            throw outside("0.." + (wanted - 1), available, source);
        }
        return Arrays.copyOf(CounterRandom.of(0, "rows").permutation(available), wanted);
    }

    private static IllegalArgumentException outside(String rows, int available, String source) {
        return new IllegalArgumentException("Rows " + rows + " were asked for, but " + source + " has "
                + (available == 0 ? "none" : available + " rows (0.." + (available - 1) + ")"));
    }
}
