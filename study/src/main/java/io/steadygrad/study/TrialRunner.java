package io.steadygrad.study;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Trains one trial. Called from several threads at once, for different trials. */
@FunctionalInterface
public interface TrialRunner {

    /** Told about the training while it goes on; cheap, may be called at every step. */
    @FunctionalInterface
    interface Watcher {
        void step(long step, double loss);
    }

    /**
     * Runs the trial to its end, or until {@code stop} says so; then the outcome's status is {@code stopped}. Divergence is an
     * outcome, not an exception.
     *
     * @param directory the run directory, for the trace and the weights of this trial
     * @throws Exception when the trial cannot be run; the study goes on without it
     */
    TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) throws Exception;
}
