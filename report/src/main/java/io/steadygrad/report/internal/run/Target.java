package io.steadygrad.report.internal.run;

import org.jspecify.annotations.Nullable;

/** What a workload's final metric must meet; exactly one of the bounds is present. */
public record Target(
        String metric, @Nullable Double atLeast, @Nullable Double atMost) {

    /** The bound, whichever side it is on. */
    public double bound() {
        return atLeast != null ? atLeast : atMost != null ? atMost : Double.NaN;
    }

    /** In words: {@code at least 0.75}. */
    public String limit() {
        return (atMost != null ? "at most " : "at least ") + bound();
    }
}
