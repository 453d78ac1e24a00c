package io.steadygrad.report.internal.run;

/** Where the traces of trials come from. */
@FunctionalInterface
public interface Traces {

    /** What the trial recorded; {@link TraceSeries#EMPTY} when there is nothing to read. */
    TraceSeries of(Trial trial);
}
