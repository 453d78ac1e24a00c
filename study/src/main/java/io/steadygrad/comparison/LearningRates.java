package io.steadygrad.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a method fares over learning rates, other things equal.
 *
 * @param phase {@code final} for results, {@code tuning} for what a search tried: then the metric is that of held-out rows
 * @param optimizer without its learning rate
 * @param hyperparameters other values on the grid's axes that are not the method's
 * @param rates ascending
 * @param usable where at least half of the runs reach the target; null without target
 * @param noneDiverged the largest tested rate up to which no run diverged; NaN when some did at the smallest
 * @param halfDiverged where half of the runs diverge, interpolated between tested rates; infinite when above all tested, NaN when below
 */
public record LearningRates(
        String phase,
        String workload,
        String optimizer,
        List<String> preprocess,
        Map<String, Object> hyperparameters,
        String method,
        Map<String, Object> parameters,
        String metric,
        List<Rate> rates,
        @Nullable Usable usable,
        double noneDiverged,
        double halfDiverged,
        Place frontier,
        String text)
        implements Comparison {
    static final String FINAL = "final";
    public static final String TUNING = "tuning";

    public LearningRates {
        preprocess = List.copyOf(preprocess);
        hyperparameters = Ordered.copy(hyperparameters);
        parameters = Ordered.copy(parameters);
        rates = List.copyOf(rates);
    }

    /** The runs at one rate; {@code reached} is 0 without target. */
    public record Rate(double rate, int n, int reached, int diverged, double median) {}

    /**
     * The usable stretch.
     *
     * @param decades log10(high / low); 0 when no rate works
     * @param openLow whether smaller rates were not tested, so that the width is a lower bound
     */
    public record Usable(double low, double high, double decades, boolean openLow, boolean openHigh) {}

    /** Where the frontier of divergence lies. */
    public enum Place {
        @JsonProperty("within_tested")
        WITHIN_TESTED,
        @JsonProperty("above_tested")
        ABOVE_TESTED,
        @JsonProperty("below_tested")
        BELOW_TESTED
    }
}
