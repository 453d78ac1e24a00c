package io.steadygrad.health;

import io.steadygrad.trace.Trace;
import java.util.List;

/** Tells what a run suffers from. */
public final class Health {
    private Health() {}

    /**
     * What is wrong with a run, root causes first, verdicts before hints; empty for a healthy one and where the record does
     * not suffice to tell.
     *
     * @param trace of a run that ended, or of its beginning
     */
    public static List<Diagnosis> diagnose(Trace trace) {
        return NonFiniteLoss.find(trace).stream().toList();
    }
}
