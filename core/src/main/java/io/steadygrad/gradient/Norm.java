package io.steadygrad.gradient;

import io.steadygrad.spec.Numbers;

/**
 * How the magnitude of a group of entries is measured.
 *
 * <pre>
 * l1       |g_1| + ... + |g_n|
 * l2       sqrt(g_1^2 + ... + g_n^2)
 * linf     max |g_i|
 * rms      sqrt((g_1^2 + ... + g_n^2) / n)
 * lp(p)    (|g_1|^p + ... + |g_n|^p)^(1/p)
 * </pre>
 *
 * <p><b>Edges.</b> Any p above 0; below 1 it is no norm in the strict sense, but still a magnitude; {@code lp(inf)} is
 * {@code linf}. An empty group has magnitude 0, and so has a group of zeros. Sums accumulate in float64 and are scaled
 * where they would over- or underflow. A tied parameter counts once. NaN in, NaN out.
 * <p><b>Cost.</b> One read, shared by all methods that need the same norm.
 * <p><b>Source.</b> The usual definitions.
 * <p><b>Differs.</b> Libraries sum float32 gradients in float32: 100 entries of 1e20 have an infinite norm there, 1e21
 * here.
 * <p><b>Example.</b> {@code clip_by_norm(1, norm=lp(3))}
 *
 * @param p the order, above 0; infinite for the largest entry
 * @param mean whether the sum is divided by the number of entries first
 */
public record Norm(double p, boolean mean) {
    public static final Norm L1 = new Norm(1, false);
    public static final Norm L2 = new Norm(2, false);
    public static final Norm LINF = new Norm(Double.POSITIVE_INFINITY, false);
    public static final Norm RMS = new Norm(2, true);

    public Norm {
        if (!(p > 0)) {
            throw new IllegalArgumentException(
                    "The order of a norm must be greater than 0, was " + Numbers.format(p) + "; the usual one is l2");
        }
    }

    /** The p-norm; any p above 0, also below 1 (then no norm in the strict sense, but still a magnitude). */
    public static Norm lp(double p) {
        return new Norm(p, false);
    }

    /** Reads {@code l1}, {@code l2}, {@code linf}, {@code rms} or {@code lp(3)}. */
    public static Norm parse(String text) {
        String trimmed = text.strip();
        switch (trimmed) {
            case "l1":
                return L1;
            case "l2":
                return L2;
            case "linf":
                return LINF;
            case "rms":
                return RMS;
            default:
                break;
        }
        if (trimmed.matches("lp\\(.+\\)")) {
            String order = trimmed.substring(3, trimmed.length() - 1)
                    .replaceFirst("^p\\s*=", "")
                    .strip();
            if (order.equals("inf")) {
                return LINF;
            }
            try {
                return lp(Double.parseDouble(order));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("The order in '" + trimmed + "' is not a number");
            }
        }
        throw new IllegalArgumentException("A norm is one of l1, l2, linf, rms, lp(p), not '" + trimmed + "'");
    }

    public boolean isMax() {
        return Double.isInfinite(p);
    }

    @Override
    public String toString() {
        if (mean) {
            return p == 2 ? "rms" : "mean lp(" + Numbers.format(p) + ")";
        }
        if (isMax()) {
            return "linf";
        }
        return p == 1 ? "l1" : p == 2 ? "l2" : "lp(" + Numbers.format(p) + ")";
    }
}
