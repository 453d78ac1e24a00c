package io.steadygrad.report.internal.run;

import org.jspecify.annotations.Nullable;

/** One workload of the study as its summary describes it. */
public record Workload(
        String name, String description, @Nullable Target target, long budgetSteps) {

    /** A workload of which the summary only knows the name. */
    public static Workload named(String name) {
        return new Workload(name, "", null, 0);
    }
}
