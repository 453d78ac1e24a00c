package io.steadygrad.worker;

import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.store.PostgresStore;
import io.steadygrad.study.Study;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.study.TrialText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains trials in processes of their own, as many as trials are asked for side by side; each process trains one trial after the
 * other. What ends a process (a crash in native code, no more memory, {@code kill -9}) concerns one trial: it is tried once
 * more in a new process, since it may not have been its fault, and then has failed, with the reason.
 *
 * <p>A trial of several ranks has a process for each, or one here and the others on other hosts.
 *
 * <p>Numbers are the same as in this process. The processes end with this one, however it ends. Their logs are in {@code logs/} of
 * the run directory, where there is anything to read. Thread-safe.
 */
public final class WorkerProcesses implements TrialRunner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcesses.class);
    /** Processes that may die of one trial. */
    private static final int ATTEMPTS = 2;
    /** Processes that may die in a row before they have begun; a busy machine may kill more than one. */
    private static final int STARTS = 5;
    /**
     * A process costs about two seconds of a processor before it trains; so the first works alone until it has trained for a
     * second, and a study that is over by then does not pay for others.
     */
    private static final long ALONE_NANOS = 1_000_000_000;

    private static final int LOOK_MILLIS = 50;

    /** JavaCPP looks, whenever an object in native memory is made, at what the process uses in all. */
    private static final String NATIVE_LIMIT = "-Dorg.bytedeco.javacpp.maxphysicalbytes=";

    private final Function<Trial, String> texts;
    private final Rendezvous.@Nullable Hosts meeting;
    private final List<String> limits;
    private final Object lock = new Object();
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();
    private final Set<WorkerProcess> all = new HashSet<>();
    private int started;

    /** @param study whose trials are to be trained */
    public WorkerProcesses(Study study) {
        this(study, null);
    }

    /** @param meeting where ranks of a trial that are on other hosts come to; null for ranks on this host */
    public WorkerProcesses(Study study, Rendezvous.@Nullable Hosts meeting) {
        this(trial -> TrialText.write(study, trial), meeting, List.of());
    }

    private WorkerProcesses(Function<Trial, String> texts, Rendezvous.@Nullable Hosts meeting, List<String> limits) {
        this.texts = texts;
        this.meeting = meeting;
        this.limits = limits;
    }

    /**
     * The same with limits on memory, in place of those that a JVM sets itself. A trial that needs more has failed, and says so. Where this
     * process has flags for the same limits, those hold.
     *
     * @param bytes that each process may use, half of them for Java's heap
     */
    public WorkerProcesses within(long bytes) {
        return new WorkerProcesses(texts, meeting, List.of("-Xmx" + bytes / 2, NATIVE_LIMIT + bytes));
    }

    /** @param text the one trial that is to be trained, as {@link TrialText} writes it */
    public static WorkerProcesses of(String text) {
        return new WorkerProcesses(trial -> text, null, List.of());
    }

    @Override
    public boolean sharesEngine() {
        return false;
    }

    @Override
    public TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) {
        String text = texts.apply(trial);
        long start = System.nanoTime();
        int deaths = 0;
        int stillborn = 0;
        while (true) {
            WorkerProcess worker = take(directory, stop);
            if (worker == null) {
                return TrialOutcome.stopped(seconds(start));
            }
            boolean well = false;
            try {
                TrialOutcome outcome = worker.train(text, watcher, stop);
                well = true;
                return outcome;
            } catch (WorkerProcess.Died death) {
                LOG.info("The process of trial {} {}", trial.shortId(), death.getMessage());
                if (stop.getAsBoolean()) {
                    return TrialOutcome.stopped(seconds(start));
                }
                if (!death.wasReady && ++stillborn == STARTS) {
                    throw new CannotRun(
                            "Worker processes do not start: the last of " + STARTS + " " + death.getMessage(), death);
                }
                if (death.wasReady && ++deaths == ATTEMPTS) {
                    return TrialOutcome.failed(
                            "its process " + death.getMessage() + " (tried " + ATTEMPTS + " times)", seconds(start));
                }
            } finally {
                giveBack(worker, well);
            }
        }
    }

    /** What a process leaves unfinished when it dies is trained one by one: then it is seen which trial it was. */
    @Override
    public void runStack(List<Trial> trials, Path directory, StackWatcher watcher, BooleanSupplier stop) {
        List<String> told = trials.stream().map(texts).toList();
        BitSet over = new BitSet();
        StackWatcher counting = new StackWatcher() {
            @Override
            public void step(int place, long step, double loss) {
                watcher.step(place, step, loss);
            }

            @Override
            public void finished(int place, TrialOutcome outcome) {
                over.set(place);
                watcher.finished(place, outcome);
            }
        };
        WorkerProcess worker = take(directory, stop);
        if (worker != null) {
            boolean well = false;
            try {
                worker.trainStack(told, counting, stop);
                well = true;
            } catch (WorkerProcess.Died death) {
                LOG.info("The process of a stack of {} trials {}", trials.size(), death.getMessage());
            } finally {
                giveBack(worker, well);
            }
        }
        for (int i = over.nextClearBit(0); i < trials.size(); i = over.nextClearBit(i + 1)) {
            int place = i;
            watcher.finished(i, run(trials.get(i), directory, (step, loss) -> watcher.step(place, step, loss), stop));
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** An idle process, or a new one as soon as that may pay. */
    private @Nullable WorkerProcess take(Path directory, BooleanSupplier stop) {
        synchronized (lock) {
            while (true) {
                for (WorkerProcess worker = idle.poll(); worker != null; worker = idle.poll()) {
                    if (worker.isAlive()) {
                        return worker;
                    }
                    all.remove(worker);
                }
                if (stop.getAsBoolean()) {
                    return null;
                }
                if (all.isEmpty() || all.stream().anyMatch(worker -> worker.readyNanos() > ALONE_NANOS)) {
                    WorkerProcess worker = start(directory);
                    all.add(worker);
                    return worker;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            lock.wait(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(WorkerProcess worker, boolean well) {
        synchronized (lock) {
            if (well) {
                idle.push(worker);
            } else {
                all.remove(worker);
            }
            lock.notifyAll();
        }
        if (!well) {
            worker.close();
        }
    }

    private WorkerProcess start(Path directory) {
        try {
            Path logs = Files.createDirectories(directory.resolve("logs"));
            Path log = logs.resolve("worker-" + ProcessHandle.current().pid() + "-" + ++started + ".log");
            ProcessBuilder builder = builder(directory);
            builder.command().addAll(1, limits); // before the run's own flags, which win
            if (meeting != null) {
                builder.command().add(meeting.toString());
            }
            return WorkerProcess.start(builder, directory, log);
        } catch (IOException e) {
            throw new CannotRun("A worker process cannot be started (" + e.getMessage() + ")", e);
        }
    }

    /** Of a {@link WorkerMain} of this run. */
    static ProcessBuilder builder(Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.add("-XX:ErrorFile=" + directory.resolve(Death.ACCOUNT));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(WorkerMain.class.getName());
        command.add(directory.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        // The engine's pools begin with one thread each; a trial that asks for more gets them.
        Map<String, String> environment = builder.environment();
        environment.putIfAbsent("OMP_NUM_THREADS", "1");
        environment.putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR"); // else it warns of every host without a name
        environment.remove(PostgresStore.ENVIRONMENT); // workers need no store, and are told no password
        return builder;
    }

    /** This process's own flags, but for those that cannot hold for two processes at once. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agent")
                        && !flag.startsWith("-javaagent")
                        && !flag.startsWith("-XX:ArchiveClassesAtExit")
                        && !flag.startsWith("-XX:ErrorFile")
                        && !flag.startsWith("-XX:OnError"))
                .toList();
    }

    /** Lets all processes go. */
    @Override
    public void close() {
        List<WorkerProcess> gone;
        synchronized (lock) {
            gone = List.copyOf(all);
            all.clear();
            idle.clear();
        }
        gone.forEach(WorkerProcess::close);
    }
}
