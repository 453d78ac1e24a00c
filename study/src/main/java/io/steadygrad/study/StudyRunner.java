package io.steadygrad.study;

import io.steadygrad.store.Owner;
import io.steadygrad.store.PostgresStore;
import io.steadygrad.store.SharedStore;
import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.Store;
import io.steadygrad.store.StoreException;
import io.steadygrad.store.StoredTrial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs what is missing of a study and writes the run directory: {@code study.yaml}, {@code steadygrad.db}, {@code
 * summary.json}, {@code summary.csv} and whatever the trials write.
 *
 * <p>A directory that already has results is continued: trials whose content has not changed are not run again. Several
 * processes may run the same study in the same directory; each trial runs once, and each process waits for the others' trials.
 */
public final class StudyRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StudyRunner.class);
    static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration RENEWAL = Duration.ofSeconds(15);
    private static final Duration PROGRESS = Duration.ofMillis(200);

    private final TrialRunner trialRunner;
    private final @Nullable String sharedStore;

    public StudyRunner(TrialRunner trialRunner) {
        this(trialRunner, null);
    }

    private StudyRunner(TrialRunner trialRunner, @Nullable String sharedStore) {
        this.trialRunner = trialRunner;
        this.sharedStore = sharedStore;
    }

    /**
     * The same with a store that processes on several hosts share; each of them has a run directory of its own, which holds everything in the
     * end, whoever trained it.
     *
     * @param url of a PostgreSQL database, {@code jdbc:postgresql://host/database}
     */
    public StudyRunner sharing(String url) {
        return new StudyRunner(trialRunner, url);
    }

    /**
     * Runs until every trial has a result, or {@code stop} says so.
     *
     * @param directory the run directory, made when absent
     * @param workers trials trained side by side, at least 1
     * @param stop asked between steps; true ends the run after the current step of each worker
     * @throws IllegalArgumentException when the directory cannot be used
     * @throws io.steadygrad.store.StoreException when results cannot be kept (a full disk)
     */
    public RunResult run(Study study, Path directory, int workers, RunListener listener, BooleanSupplier stop) {
        if (workers < 1) {
            throw new IllegalArgumentException("A run needs at least 1 worker, was " + workers);
        }
        RunDirectory run = RunDirectory.create(directory);
        try (Store store =
                sharedStore == null ? SqliteStore.open(run.store()) : PostgresStore.open(sharedStore, study.name())) {
            run.writeStudy(study.resolved());
            String owner = Owner.create();
            store.recover(Owner::isDead);
            ObjectNode environment = Environment.describe(study);
            store.began(owner, study.resolved(), Json.compact(environment));
            TrialRecords records = new TrialRecords(study, environment);
            RunState state = new RunState(workers, !trialRunner.sharesEngine(), listener);
            Set<String> begun = new HashSet<>();
            Map<String, TrialOutcome> outcomes;
            Study decided;
            try {
                do { // each round runs what is decided; its results may decide more
                    decided = study.with(outcomes(store, study));
                    Map<String, Trial> round = begin(decided, begun, store, state);
                    if (!round.isEmpty()) {
                        work(run, store, owner, state, workers, records, stop);
                    }
                    outcomes = outcomes(store, study);
                    decided = study.with(outcomes);
                } while (!stop.getAsBoolean() && !begun.containsAll(ids(decided)));
            } finally {
                Owner.end(owner);
                giveBack(store, owner);
            }
            ProbeRunner probes = new ProbeRunner(decided, store);
            if (!stop.getAsBoolean()) {
                probes.run(listener, stop);
            }
            if (store instanceof SharedStore shared) {
                Mirror.of(shared, decided, run).write(owner, Json.compact(environment));
            }
            outcomes.keySet().retainAll(ids(decided));
            Summary summary = Summary.of(decided, outcomes, environment, run);
            TrialRecords.addEnvironments(summary.json(), store.trials(outcomes.keySet()));
            probes.addTo(summary.json());
            run.writeSummary(summary);
            return RunResult.of(decided, outcomes, summary, state.elapsed());
        }
    }

    /** Makes the trials known that no earlier round began. */
    private static Map<String, Trial> begin(Study decided, Set<String> begun, Store store, RunState state) {
        Map<String, Trial> round = new LinkedHashMap<>();
        Map<String, String> contents = new LinkedHashMap<>();
        for (Trial trial : decided.all()) {
            if (begun.add(trial.id())) {
                round.put(trial.id(), trial);
                contents.put(trial.id(), trial.content());
            }
        }
        store.add(contents);
        store.reopen(round.keySet());
        state.add(round, store.trials(round.keySet()), decided.upcoming());
        return round;
    }

    private static Set<String> ids(Study study) {
        return study.all().stream().map(Trial::id).collect(Collectors.toSet());
    }

    /** Of a study with a search all that the store has: which of them count is decided step by step. */
    private static Map<String, TrialOutcome> outcomes(Store store, Study study) {
        Map<String, StoredTrial> stored = new LinkedHashMap<>();
        if (study.searches().isEmpty()) {
            stored.putAll(store.trials(ids(study)));
        } else {
            store.trials().forEach(trial -> stored.put(trial.id(), trial));
        }
        return outcomes(stored);
    }

    /**
     * Writes {@code summary.json} and {@code summary.csv} of a run directory again, from its {@code study.yaml} and its
     * store: whatever has finished by now, also where the run was killed, or still goes on. A summary that holds all of it already stays as it is; nothing else is
     * touched.
     *
     * @throws IllegalArgumentException when there is no store, when {@code study.yaml} can no longer be read (its data are
     *     gone), or when the store's trials are not those of {@code study.yaml} (its data have changed, or another version ran it)
     * @throws io.steadygrad.store.StoreException when the store cannot be read, or the summary not be written
     */
    public static void summarize(Path directory) {
        RunDirectory run = new RunDirectory(directory.toAbsolutePath().normalize());
        if (!Files.isRegularFile(run.store())) {
            throw new IllegalArgumentException(
                    "There is no steadygrad.db in " + directory + "; name the directory of a run");
        }
        Study study = StudyReader.read(run.study());
        Set<String> ids = ids(study);
        try (Store store = SqliteStore.open(run.store())) {
            int known = store.trials(ids).size();
            if (known < ids.size()) {
                throw new IllegalArgumentException((ids.size() - known) + " of the " + ids.size() + " trials of "
                        + run.study() + " are not in the store: its data have changed, or another"
                        + " version of SteadyGrad ran it; `steady run` with this file runs what is missing");
            }
            Map<String, TrialOutcome> stored = outcomes(store, study);
            Map<String, TrialOutcome> written;
            do { // a run that ended in between has written a summary that must not be replaced by an older one
                written = stored;
                Study decided = study.with(written);
                ObjectNode environment = store.environment()
                        .map(text -> (ObjectNode) Json.parse(text))
                        .orElseGet(() -> Environment.describe(study));
                Summary summary = Summary.of(decided, written, environment, run);
                TrialRecords.addEnvironments(summary.json(), store.trials(ids(decided)));
                new ProbeRunner(decided, store).addTo(summary.json());
                if (!run.holds(summary)) {
                    run.writeSummary(summary);
                }
                stored = outcomes(store, study);
            } while (!stored.equals(written));
        }
    }

    private static Map<String, TrialOutcome> outcomes(Map<String, StoredTrial> stored) {
        Map<String, TrialOutcome> outcomes = new LinkedHashMap<>();
        stored.forEach((id, trial) -> {
            if (trial.result() != null) {
                outcomes.put(id, OutcomeJson.read(trial.result()));
            }
        });
        return outcomes;
    }

    /** After a failure trials may still be leased; the next run, maybe in this process, must not wait for them. */
    private static void giveBack(Store store, String owner) {
        try {
            store.recover(owner::equals);
        } catch (StoreException e) {
            LOG.debug("Leases stay until they expire", e);
        }
    }

    private void work(
            RunDirectory run,
            Store store,
            String owner,
            RunState state,
            int workers,
            TrialRecords records,
            BooleanSupplier stop) {
        AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
        BooleanSupplier stopped = () -> broken.get() != null || stop.getAsBoolean();
        List<Thread> threads = new ArrayList<>();
        var ticker = Executors.newScheduledThreadPool(1, StudyRunner::daemon);
        try {
            ticker.scheduleAtFixedRate(state::publish, PROGRESS.toMillis(), PROGRESS.toMillis(), TimeUnit.MILLISECONDS);
            ticker.scheduleAtFixedRate(
                    () -> {
                        try {
                            store.renew(owner, LEASE);
                        } catch (RuntimeException e) {
                            broken.compareAndSet(null, e);
                        }
                    },
                    RENEWAL.toMillis(),
                    RENEWAL.toMillis(),
                    TimeUnit.MILLISECONDS);
            for (int i = 0; i < Math.min(workers, Math.max(1, state.open())); i++) {
                Worker worker = new Worker(trialRunner, store, owner, state, run.directory(), records, stopped);
                Thread thread = new Thread(
                        () -> {
                            try {
                                worker.run();
                            } catch (RuntimeException e) {
                                broken.compareAndSet(null, e);
                            } catch (Error e) {
                                broken.compareAndSet(null, new IllegalStateException("A worker broke: " + e, e));
                            }
                        },
                        "trial-worker-" + (i + 1));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                joinUninterruptibly(thread);
            }
        } finally {
            ticker.shutdownNow();
        }
        state.publish();
        RuntimeException cause = broken.get();
        if (cause != null) {
            throw cause;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "run-progress");
        thread.setDaemon(true);
        return thread;
    }

    /** An interrupt must not leave native training behind; the stop signal is the way to end a run. */
    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
