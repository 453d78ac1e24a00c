package io.steadygrad.study;

import io.steadygrad.store.SharedStore;
import io.steadygrad.store.Store;
import io.steadygrad.store.StoreException;
import io.steadygrad.store.StoredTrial;
import io.steadygrad.store.TrialState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The loop of one worker: lease a trial, run it, keep its result, until nothing is left. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int WAIT_MILLIS = 200;
    /** Trials of one stack: more of them are no faster, and a worker that is killed loses more. */
    private static final int STACK = 16;

    private final TrialRunner runner;
    private final Store store;
    private final String owner;
    private final RunState state;
    private final Path directory;
    private final TrialRecords records;
    private final BooleanSupplier stop;

    Worker(
            TrialRunner runner,
            Store store,
            String owner,
            RunState state,
            Path directory,
            TrialRecords records,
            BooleanSupplier stop) {
        this.runner = runner;
        this.store = store;
        this.owner = owner;
        this.state = state;
        this.directory = directory;
        this.records = records;
        this.stop = stop;
    }

    void run() {
        while (!stop.getAsBoolean()) {
            Trial trial = state.next(stop);
            if (trial == null) {
                if (stop.getAsBoolean() || !state.hasElsewhere()) {
                    return;
                }
                sleep();
                state.lookAgain();
                continue;
            }
            try {
                List<Trial> stack = new ArrayList<>(List.of(trial));
                stack.addAll(state.besides(trial, STACK - 1));
                leaseAndTrain(stack);
            } finally {
                state.release();
            }
        }
    }

    private void leaseAndTrain(List<Trial> trials) {
        List<Trial> leased = new ArrayList<>();
        for (Trial trial : trials) {
            if (store.lease(trial.id(), owner, StudyRunner.LEASE)) {
                leased.add(trial);
            } else {
                runsElsewhere(trial);
            }
        }
        if (leased.size() == 1) {
            train(leased.get(0));
        } else if (!leased.isEmpty()) {
            trainStack(leased);
        }
    }

    private void train(Trial trial) {
        state.started(trial);
        long start = System.nanoTime();
        Place watcher = new Place(trial);
        TrialOutcome outcome;
        try {
            outcome = TrialRunner.attempt(() -> runner.run(trial, directory, watcher, stop));
        } catch (OutOfMemoryError e) {
            outcome = TrialOutcome.failed(e, (System.nanoTime() - start) / 1e9);
        }
        keep(trial, outcome, watcher.environment);
    }

    /** Hears how far a trial is, and where it was trained if that is not here. */
    private final class Place implements TrialRunner.Watcher {
        private final Trial trial;
        private volatile @Nullable String environment;

        Place(Trial trial) {
            this.trial = trial;
        }

        @Override
        public void step(long step, double loss) {
            state.step(trial, step, loss);
        }

        @Override
        public void trainedIn(String where) {
            environment = where;
        }
    }

    private void trainStack(List<Trial> trials) {
        trials.forEach(state::started);
        Set<Trial> open = new LinkedHashSet<>(trials);
        long start = System.nanoTime();
        try {
            runner.runStack(
                    trials,
                    directory,
                    new TrialRunner.StackWatcher() {
                        @Override
                        public void step(int place, long step, double loss) {
                            state.step(trials.get(place), step, loss);
                        }

                        @Override
                        public void finished(int place, TrialOutcome outcome) {
                            open.remove(trials.get(place));
                            keep(trials.get(place), outcome, null);
                        }
                    },
                    stop);
        } catch (StoreException | TrialRunner.CannotRun e) {
            throw e;
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            LOG.debug("A stack of {} trials failed", trials.size(), e);
            open.forEach(trial -> keep(trial, TrialOutcome.failed(e, (System.nanoTime() - start) / 1e9), null));
        }
    }

    private void keep(Trial trial, TrialOutcome outcome, @Nullable String elsewhere) {
        if (store instanceof SharedStore shared) {
            Mirror.keepFiles(shared, trial, directory);
        }
        ObjectNode result = OutcomeJson.write(outcome);
        result.set(TrialRecords.KEY, records.of(trial, elsewhere));
        if (store.finish(trial.id(), owner, outcome.status(), Json.compact(result))) {
            state.finished(trial, outcome);
        } else {
            state.elsewhere(trial);
        }
    }

    /** Another process has it, or has finished it. */
    private void runsElsewhere(Trial trial) {
        StoredTrial stored = store.trials(List.of(trial.id())).get(trial.id());
        if (stored != null
                && stored.result() != null
                && stored.state() != TrialState.RUNNING
                && stored.state() != TrialState.WAITING) {
            state.finished(trial, OutcomeJson.read(stored.result()));
        } else {
            store.recover(io.steadygrad.store.Owner::isDead);
            state.elsewhere(trial);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
