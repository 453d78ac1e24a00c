package io.steadygrad.threshold;

import io.steadygrad.spec.Numbers;

/** What a threshold or a factor may be; refused at construction, with what was given and what is allowed. */
public final class Limits {
    private static final String OFF = "; to change nothing, use 'identity'";

    private Limits() {}

    /** Above zero; infinity is allowed. For upper limits: zero would erase every gradient. */
    public static double positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(
                    name + " must be greater than 0 (inf is allowed), was " + Numbers.format(value) + OFF);
        }
        return value;
    }

    /** Above zero and finite. */
    public static double positiveFinite(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    name + " must be greater than 0 and finite, was " + Numbers.format(value) + OFF);
        }
        return value;
    }

    /** Zero or above, and finite. */
    public static double notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be 0 or greater and finite, was " + Numbers.format(value));
        }
        return value;
    }

    /** From zero to one, both allowed. */
    public static double fraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, was " + Numbers.format(value));
        }
        return value;
    }

    /** From zero to below one: the decay of a moving average. */
    public static double decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to below 1, was " + Numbers.format(value));
        }
        return value;
    }

    /** At least a whole number. */
    public static long atLeast(String name, long smallest, long value) {
        if (value < smallest) {
            throw new IllegalArgumentException(name + " must be at least " + smallest + ", was " + value);
        }
        return value;
    }
}
