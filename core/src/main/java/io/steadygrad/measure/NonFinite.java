package io.steadygrad.measure;

import java.util.List;

/**
 * What is not finite among the gradients of one step.
 *
 * @param tensors names of the tensors that hold such entries, in backward order: the first is the one where it showed first
 */
public record NonFinite(long nan, long positiveInfinity, long negativeInfinity, List<String> tensors) {
    public static final NonFinite NONE = new NonFinite(0, 0, 0, List.of());

    public NonFinite {
        tensors = List.copyOf(tensors);
    }

    public long total() {
        return nan + positiveInfinity + negativeInfinity;
    }

    public boolean any() {
        return total() > 0;
    }

    /** {@code 3 NaN, 1 +Inf in 2 tensors, first in backward order: hidden.1.weight}. */
    @Override
    public String toString() {
        if (!any()) {
            return "all finite";
        }
        StringBuilder text = new StringBuilder();
        append(text, nan, "NaN");
        append(text, positiveInfinity, "+Inf");
        append(text, negativeInfinity, "-Inf");
        text.append(" in ")
                .append(tensors.size() == 1 ? "tensor " : tensors.size() + " tensors, first in backward order ");
        return text.append(tensors.get(0)).toString();
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
        }
    }
}
