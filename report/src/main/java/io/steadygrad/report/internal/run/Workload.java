package io.steadygrad.report.internal.run;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One workload of the study as its summary describes it.
 *
 * @param probes what was measured of it beside its trials ({@code sharpness}, {@code lr_range}), as the summary tells it; null without
 */
public record Workload(
        String name,
        String description,
        @Nullable Target target,
        long budgetSteps,
        @Nullable JsonNode probes) {

    /** A workload of which the summary only knows the name. */
    public static Workload named(String name) {
        return new Workload(name, "", null, 0, null);
    }
}
