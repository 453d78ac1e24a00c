package io.steadygrad.report.internal.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers and lists as people write them. */
public final class Words {

    private static final String RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

    private Words() {}

    /** {@code 1 trial}, {@code 2 trials}. */
    public static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    /** Three significant digits; powers of ten outside 0.001 .. 99999. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "not a number" : value > 0 ? "infinity" : "minus infinity";
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e5) {
            String[] parts = String.format(Locale.ROOT, "%.1e", value).split("e");
            String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            return (digits.equals("1") ? "" : digits + "\u00b7") + power(Integer.parseInt(parts[1]));
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        return rounded.stripTrailingZeros().toPlainString();
    }

    /** {@code 10} with a raised exponent. */
    public static String power(int exponent) {
        StringBuilder text = new StringBuilder("10");
        for (char c : Integer.toString(exponent).toCharArray()) {
            text.append(c == '-' ? '\u207b' : RAISED.charAt(c - '0'));
        }
        return text.toString();
    }

    /** {@code 12 %}. */
    public static String percent(double share) {
        double percent = 100 * share;
        return (percent > 0 && percent < 1
                        ? "less than 1"
                        : percent > 99 && percent < 100 ? "more than 99" : Long.toString(Math.round(percent)))
                + "\u00a0%";
    }

    /** {@code a, b and c}; names beyond the limit are only counted. */
    public static String list(List<String> names, int limit) {
        if (names.size() > limit) {
            return String.join(", ", names.subList(0, limit)) + " and " + (names.size() - limit) + " more";
        }
        if (names.size() <= 1) {
            return String.join("", names);
        }
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
