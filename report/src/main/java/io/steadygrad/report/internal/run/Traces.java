package io.steadygrad.report.internal.run;

import io.steadygrad.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Where the traces of trials come from. */
public interface Traces {

    /** What the trial recorded; {@link TraceSeries#EMPTY} when there is nothing to read. */
    TraceSeries of(Trial trial);

    /** All that the trial recorded, as it was recorded; null when there is nothing to read. */
    @Nullable
    Trace whole(Trial trial);
}
