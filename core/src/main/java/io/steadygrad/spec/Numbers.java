package io.steadygrad.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

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

    /** As many digits as are asked for, no more than it takes: {@code 13}, {@code 0.0769}, {@code 1.5e-8}, {@code nan}. */
    public static String format(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : format(value);
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent >= -4 && exponent < 7
                ? rounded.toPlainString()
                : rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }

    /** As many decimals; what rounds to zero has no sign: {@code 0.86}, {@code 0.00}. */
    public static String decimals(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-[0.]+") ? text.substring(1) : text;
    }
}
