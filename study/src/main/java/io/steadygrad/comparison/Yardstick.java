package io.steadygrad.comparison;

/**
 * By what runs of a workload are compared.
 *
 * @param metric the target's, or {@code test_loss}
 * @param higherIsBetter whether larger values are better
 * @param hasTarget whether runs can succeed at all
 */
public record Yardstick(String metric, boolean higherIsBetter, boolean hasTarget) {

    /** The metric of a run that diverged: worse than any other. */
    public double worst() {
        return higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** The value so that more is better; what is not finite is worth least. */
    public double worth(double value) {
        return !Double.isFinite(value) ? Double.NEGATIVE_INFINITY : higherIsBetter ? value : -value;
    }
}
