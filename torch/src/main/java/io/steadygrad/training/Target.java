package io.steadygrad.training;

/**
 * When a run counts as a success.
 *
 * @param metric {@code test_accuracy}, {@code test_loss}, ...
 * @param atLeast -infinity where there is no lower bound
 * @param atMost infinity where there is no upper bound
 */
public record Target(String metric, double atLeast, double atMost) {
    public Target {
        if (Double.isNaN(atLeast) || Double.isNaN(atMost) || atLeast > atMost) {
            throw new IllegalArgumentException(
                    "A target needs at_least or at_most; given for " + metric + ": " + atLeast + " to " + atMost);
        }
    }

    public static Target atLeast(String metric, double value) {
        return new Target(metric, value, Double.POSITIVE_INFINITY);
    }

    public static Target atMost(String metric, double value) {
        return new Target(metric, Double.NEGATIVE_INFINITY, value);
    }

    /** False for what is not finite. */
    public boolean metBy(double value) {
        return Double.isFinite(value) && value >= atLeast && value <= atMost;
    }
}
