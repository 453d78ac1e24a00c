package io.steadygrad.spark;

import io.steadygrad.ranks.GlooGroup;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.study.Environment;
import io.steadygrad.study.RunDirectory;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.study.TrialText;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Trains one trial in an executor, or is one of its ranks where Spark has started several tasks together. A trial that diverges, or cannot
 * be trained, is a result; an exception is what the executor's host is to blame for (a full disk), and Spark then tries the trial again, perhaps elsewhere, unless
 * it has ranks: of those it ends the stage.
 *
 * <p>Loaded data stay for the next trials of the same thread; the engine is unpacked once per host.
 */
record TrialTask(ShippedFiles shipped) implements Function<String, TrialReturn> {
    private static final Duration MEETING = Duration.ofMinutes(2);
    private static final ThreadLocal<TrialText> TEXTS = ThreadLocal.withInitial(TrialText::new);

    @Override
    public TrialReturn call(String text) throws IOException {
        TaskContext task = TaskContext.get();
        Path folder = Files.createTempDirectory("steady-trial-");
        try {
            long start = System.nanoTime();
            try {
                Map<String, byte[]> files = new HashMap<>();
                AtomicReference<@Nullable String> here = new AtomicReference<>();
                TrialOutcome outcome = TrialRunner.attempt(() -> {
                    here.set(Here.ENVIRONMENT);
                    Trial trial = TEXTS.get().read(shipped.here(text));
                    try (ProcessGroup group = group(task)) {
                        TrialOutcome trained = new TrainingRunner(group)
                                .run(trial, folder, (step, loss) -> {}, () -> task.isInterrupted());
                        files.putAll(RunDirectory.contents(trial, folder));
                        return trained;
                    }
                });
                return new TrialReturn(outcome.toJson(), here.get(), files);
            } catch (OutOfMemoryError e) { // uncaught it would end the executor, and with it other trials
                TrialOutcome failed = TrialOutcome.failed(e, (System.nanoTime() - start) / 1e9);
                return new TrialReturn(failed.toJson(), null, Map.of());
            }
        } finally {
            delete(folder);
        }
    }

    /** Made by the first trial of an executor. */
    private static final class Here {
        static final String ENVIRONMENT = Environment.ofProcess();
    }

    /** All ranks meet at a port of rank 0's host that was free a moment ago. */
    private static ProcessGroup group(TaskContext task) throws IOException {
        if (!(task instanceof BarrierTaskContext ranks)) {
            return ProcessGroup.ALONE;
        }
        int rank = ranks.partitionId();
        String[] ports = ranks.allGather(rank == 0 ? freePort() : "");
        String host = ranks.getTaskInfos()[0].address().replaceFirst(":\\d+$", "");
        var meeting = new Rendezvous.Hosts(host, Integer.parseInt(ports[0]), MEETING);
        return GlooGroup.join(rank, ports.length, meeting, GlooGroup.PATIENCE);
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
                Files.delete(file);
            }
        }
    }
}
