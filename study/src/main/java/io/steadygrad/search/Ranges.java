package io.steadygrad.search;

import java.math.BigDecimal;
import java.math.MathContext;

/** What the ranges have in common. */
final class Ranges {
    private Ranges() {}

    static void ordered(String name, double low, double high) {
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    name + " needs low < high, both finite, found low " + low + ", high " + high);
        }
    }

    /** Digits beyond the sixth would only make names long; rounding must not leave the range. */
    static String sixDigits(double value, double low, double high) {
        double rounded = new BigDecimal(value).round(new MathContext(6)).doubleValue();
        double kept = Math.max(low, Math.min(high, rounded));
        return kept == Math.rint(kept) && Math.abs(kept) < 1e6 ? Long.toString((long) kept) : Double.toString(kept);
    }
}
