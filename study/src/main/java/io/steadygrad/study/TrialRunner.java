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
     * @throws CannotRun when no trial can be run; this one has no outcome then, and the run ends
     * @throws io.steadygrad.store.StoreException when its files cannot be written; the same
     * @throws Exception when the trial cannot be run; the study goes on without it
     */
    TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) throws Exception;

    /**
     * Whether trials that run side by side share an engine. Its number of threads is one for the whole process, so trials that ask
     * for different numbers then have to wait for each other.
     */
    default boolean sharesEngine() {
        return true;
    }

    /** Something is missing that every trial needs; the message says what. */
    final class CannotRun extends RuntimeException {
        private static final long serialVersionUID = 1;

        public CannotRun(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
