package io.steadygrad.replay;

import java.util.Arrays;

/**
 * The steps whose norms say how large a normal gradient of a run is: finite, above zero, and no spike, which is a norm that on
 * the logarithmic scale lies more than 6 robust standard deviations (1.4826 times the median absolute deviation, at least 0.05)
 * above the run's median.
 */
final class HealthySteps {
    private static final double SIGMA = 6;
    private static final double LEAST_SPREAD = 0.05;

    private HealthySteps() {}

    static boolean[] of(double[] norms) {
        double[] logs =
                Arrays.stream(norms).map(Math::log).filter(Double::isFinite).toArray();
        double middle = new Percentiles(logs).median();
        double deviation = new Percentiles(
                        Arrays.stream(logs).map(log -> Math.abs(log - middle)).toArray())
                .median();
        double limit = middle + SIGMA * Math.max(1.4826 * deviation, LEAST_SPREAD);
        boolean[] healthy = new boolean[norms.length];
        for (int i = 0; i < norms.length; i++) {
            double log = Math.log(norms[i]);
            healthy[i] = Double.isFinite(log) && log <= limit;
        }
        return healthy;
    }
}
