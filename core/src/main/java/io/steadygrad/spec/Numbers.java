package io.steadygrad.spec;

import java.math.BigDecimal;

/** Numbers as people write them. */
public final class Numbers {
    private Numbers() {}

    /** Shortest text that reads back as the same number: {@code 1.0}, {@code 0.001}, {@code 1e-8}, {@code inf}. */
    public static String format(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (Double.isNaN(value)) {
            return "nan";
        }
        double magnitude = Math.abs(value);
        if (magnitude == 0 || (magnitude >= 1e-5 && magnitude < 1e15)) {
            String plain =
                    new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
}
