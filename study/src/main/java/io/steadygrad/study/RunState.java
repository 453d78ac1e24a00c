package io.steadygrad.study;

import io.steadygrad.store.StoredTrial;
import io.steadygrad.store.TrialState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one run share: which trials are left, and how far the others are. Thread-safe.
 *
 * <p>The engine's number of threads belongs to the whole process, and decides the last bits of a product. So where trials share
 * an engine, only those that ask for the same number are in hand at the same time; results do not depend on what trains beside them.
 */
final class RunState {
    private static final long WAIT_MILLIS = 100;

    private final RunListener listener;
    private final int workers;
    private final boolean mixed;
    private int known;
    private int total;
    private int earlier;
    private final long start = System.nanoTime();
    private final Deque<Trial> waiting = new ArrayDeque<>();
    private final Map<String, Trial> elsewhere = new LinkedHashMap<>();
    private final Map<String, Active> active = new ConcurrentHashMap<>();
    private final Map<String, Pace> measured = new LinkedHashMap<>();
    private int done;
    private int diverged;
    private int failed;
    private int inHand;
    private int threads;

    private static final class Active {
        final Trial trial;
        volatile long step;
        volatile double loss = Double.NaN;

        Active(Trial trial) {
            this.trial = trial;
        }
    }

    /** @param mixed whether trials of different numbers of threads may train side by side */
    RunState(int workers, boolean mixed, RunListener listener) {
        this.listener = listener;
        this.mixed = mixed;
        this.workers = workers;
    }

    /**
     * Adds trials; those that have a result already count as done.
     *
     * @param upcoming how many more may still be added
     */
    synchronized void add(Map<String, Trial> trials, Map<String, StoredTrial> stored, int upcoming) {
        known += trials.size();
        total = known + upcoming;
        for (Trial trial : trials.values()) {
            StoredTrial before = stored.get(trial.id());
            if (before != null && before.state().isFinal()) {
                done++;
                earlier++;
                diverged += before.state() == TrialState.DIVERGED ? 1 : 0;
            } else {
                waiting.add(trial);
            }
        }
    }

    synchronized int open() {
        return waiting.size();
    }

    /**
     * Takes a trial in hand, to be put back with {@link #release()}. Where trials are left that cannot train beside those in
     * hand, waits until they can.
     *
     * @param stop asked while it waits
     * @return null when no trial is left, or {@code stop} says so
     */
    synchronized @Nullable Trial next(BooleanSupplier stop) {
        boolean interrupted = false;
        Trial taken = null;
        while (taken == null && !waiting.isEmpty() && !stop.getAsBoolean()) {
            taken = takeFitting();
            if (taken == null) {
                try {
                    wait(WAIT_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return taken;
    }

    private @Nullable Trial takeFitting() {
        Iterator<Trial> left = waiting.iterator();
        while (left.hasNext()) {
            Trial trial = left.next();
            int wanted = trial.cell().variant().settings().threads();
            if (mixed || inHand == 0 || wanted == threads) {
                left.remove();
                threads = wanted;
                inHand++;
                return trial;
            }
        }
        return null;
    }

    /**
     * Trials to train in one stack with a trial that is in hand, which they are too then: enough for every worker to get its part.
     *
     * @param most of them
     */
    synchronized List<Trial> besides(Trial first, int most) {
        List<Trial> fitting = waiting.stream().filter(first::stacksWith).toList();
        int share = Math.min(most, (fitting.size() + workers) / workers - 1);
        List<Trial> taken = List.copyOf(fitting.subList(0, Math.max(0, share)));
        waiting.removeAll(taken);
        return taken;
    }

    /** Ends what {@link #next} began, whatever became of the trial. */
    synchronized void release() {
        inHand--;
        notifyAll();
    }

    synchronized void elsewhere(Trial trial) {
        active.remove(trial.id());
        elsewhere.put(trial.id(), trial);
    }

    synchronized boolean hasElsewhere() {
        return !elsewhere.isEmpty();
    }

    /** Puts trials that another process had back into the queue, to be asked for again. */
    synchronized void lookAgain() {
        waiting.addAll(elsewhere.values());
        elsewhere.clear();
    }

    void started(Trial trial) {
        active.put(trial.id(), new Active(trial));
    }

    void step(Trial trial, long step, double loss) {
        Active now = active.get(trial.id());
        if (now != null) {
            now.loss = loss;
            now.step = step;
        }
    }

    void finished(Trial trial, TrialOutcome outcome) {
        synchronized (this) {
            active.remove(trial.id());
            if (outcome.status() != TrialState.STOPPED) {
                done++;
                diverged += outcome.status() == TrialState.DIVERGED ? 1 : 0;
                failed += outcome.status() == TrialState.FAILED ? 1 : 0;
            }
            if (outcome.status().isFinal()) {
                measured.computeIfAbsent(trial.cell().workload(), name -> new Pace())
                        .add(outcome.seconds(), trial.budgetSteps());
            }
        }
        synchronized (listener) {
            listener.finished(trial, outcome);
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void publish() {
        RunProgress progress;
        synchronized (this) {
            progress = new RunProgress(
                    total, done, earlier, diverged, failed, running(active.values()), elapsed(), timeLeft());
        }
        synchronized (listener) {
            listener.progressed(progress);
        }
    }

    private static List<RunProgress.Running> running(Collection<Active> active) {
        List<RunProgress.Running> running = new ArrayList<>();
        for (Active now : active) {
            running.add(new RunProgress.Running(now.trial, now.step, now.trial.budgetSteps(), now.loss));
        }
        return running;
    }

    /**
     * What a step of the budget has cost lately: the first trials also wait for classes to load and code to be compiled, and
     * some trials end before their budget does.
     */
    private static final class Pace {
        private static final double MEMORY = 0.8;

        double seconds;
        double steps;

        void add(double more, long budget) {
            seconds = MEMORY * seconds + more;
            steps = MEMORY * steps + Math.max(1, budget);
        }
    }

    /** Steps that are left, at the pace that their workload, or else any workload, has shown; shared among the workers. */
    private Optional<Duration> timeLeft() {
        double seconds = 0;
        double steps = 0;
        for (Pace pace : measured.values()) {
            seconds += pace.seconds;
            steps += pace.steps;
        }
        if (steps == 0) {
            return Optional.empty();
        }
        double average = seconds / steps;
        double left = 0;
        for (Trial trial : waiting) {
            left += trial.budgetSteps() * secondsPerStep(trial, average);
        }
        for (Active now : active.values()) {
            left += Math.max(0, now.trial.budgetSteps() - now.step) * secondsPerStep(now.trial, average);
        }
        int busy = Math.max(1, Math.min(workers, waiting.size() + active.size()));
        return Optional.of(Duration.ofNanos((long) (left / busy * 1e9)));
    }

    private double secondsPerStep(Trial trial, double average) {
        Pace pace = measured.get(trial.cell().workload());
        return pace == null ? average : pace.seconds / pace.steps;
    }
}
