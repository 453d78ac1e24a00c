package io.steadygrad.study;

import io.steadygrad.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Trains one trial. Called from several threads at once, for different trials. */
@FunctionalInterface
public interface TrialRunner {

    /** Told about the training while it goes on; cheap, may be called at every step. */
    @FunctionalInterface
    interface Watcher {
        void step(long step, double loss);

        /**
         * The trial was trained in a process that has not this one's machine or Java: where, as {@link Environment#ofProcess} told it there.
         * Who trains here, or in processes like this one, does not call it.
         */
        default void trainedIn(String environment) {}
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

    /** Told about trials that train together, each by its place in their list. */
    interface StackWatcher {
        void step(int place, long step, double loss);

        /** Called once for each, as soon as it is over. */
        void finished(int place, TrialOutcome outcome);
    }

    /**
     * Runs trials that {@linkplain Trial#stacksWith stack}; each one's numbers are those that {@link #run} gives it. Does so one after the
     * other unless overridden.
     *
     * @throws Exception as {@link #run}, about all that have no outcome yet
     */
    default void runStack(List<Trial> trials, Path directory, StackWatcher watcher, BooleanSupplier stop)
            throws Exception {
        for (int i = 0; i < trials.size(); i++) {
            int place = i;
            watcher.finished(
                    place,
                    attempt(() ->
                            run(trials.get(place), directory, (step, loss) -> watcher.step(place, step, loss), stop)));
        }
    }

    /**
     * Trains a trial, and makes whatever is wrong with it its outcome: {@code failed}, with the reason. Want of memory is thrown: what it
     * means for other trials depends on whose memory it is.
     *
     * @throws CannotRun see {@link #run}
     * @throws StoreException see {@link #run}
     */
    static TrialOutcome attempt(Callable<TrialOutcome> training) {
        long start = System.nanoTime();
        try {
            return training.call();
        } catch (StoreException | CannotRun e) {
            throw e;
        } catch (Exception | LinkageError e) {
            return TrialOutcome.failed(e, (System.nanoTime() - start) / 1e9);
        }
    }

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
