package io.steadygrad.study;

/** Told how a run goes. Called from the run's own threads, one call at a time. */
public interface RunListener {

    /** A listener that does not listen. */
    RunListener NONE = new RunListener() {};

    /** How far the run is; several times a second. */
    default void progressed(RunProgress progress) {}

    /** All trials have ended; now a probe of a workload is measured. */
    default void probing(String workload, String probe) {}

    /** A trial ended, in this process or in another one that works on the same run. */
    default void finished(Trial trial, TrialOutcome outcome) {}
}
