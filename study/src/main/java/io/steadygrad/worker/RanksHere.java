package io.steadygrad.worker;

import io.steadygrad.ranks.GlooGroup;
import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.study.TrialOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Ranks as processes on this host, started for one trial; they end with this process, however it ends. */
final class RanksHere implements OtherRanks {
    static final Duration START = Duration.ofMinutes(5);
    /** The system tells of a process's end a moment after its connections are closed. */
    private static final long DEATH_MILLIS = 3_000;

    private final int size;
    private final Path folder;
    private final List<WorkerProcess> processes = new ArrayList<>();
    private final List<CompletableFuture<TrialOutcome>> outcomes = new ArrayList<>();

    /**
     * @param text the trial, as {@link io.steadygrad.study.TrialText} writes it
     * @param directory of the run
     */
    RanksHere(String text, int size, Path directory) {
        this.size = size;
        try {
            folder = Files.createTempDirectory("steady-ranks");
            Path logs = Files.createDirectories(directory.resolve("logs"));
            for (int rank = 1; rank < size; rank++) {
                ProcessBuilder builder = WorkerProcesses.builder(directory);
                builder.command()
                        .addAll(List.of(
                                String.valueOf(rank),
                                String.valueOf(size),
                                meeting().toString()));
                Path log = logs.resolve("rank-" + ProcessHandle.current().pid() + "-" + rank + ".log");
                start(rank, WorkerProcess.start(builder, directory, log), text);
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(
                    "The processes of " + size + " ranks cannot be started: " + e.getMessage(), e);
        }
    }

    private Path meeting() {
        return folder.resolve("meeting");
    }

    private void start(int rank, WorkerProcess process, String text) {
        processes.add(process);
        CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(process.train(text, (step, loss) -> {}, () -> false));
                    } catch (WorkerProcess.Died | RuntimeException death) {
                        outcome.completeExceptionally(death);
                    }
                },
                "rank-" + rank);
        thread.setDaemon(true);
        thread.start();
    }

    /** A rank that ends before it has come is not waited for. */
    @Override
    public ProcessGroup join(BooleanSupplier stop) {
        return Joining.join(
                () -> GlooGroup.join(0, size, new Rendezvous.Local(meeting(), START), GlooGroup.PATIENCE),
                () -> stop.getAsBoolean() || outcomes.stream().anyMatch(CompletableFuture::isDone));
    }

    /** Ranks that only noticed that another one is gone do not count. */
    @Override
    public String why(LostRankException lost) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEATH_MILLIS);
        do {
            for (int i = 0; i < outcomes.size(); i++) {
                String how = how(outcomes.get(i));
                if (!how.isEmpty()) {
                    return "rank " + (i + 1) + " of " + size + " " + how;
                }
            }
        } while (System.nanoTime() < end);
        return String.valueOf(lost.getMessage());
    }

    private static String how(CompletableFuture<TrialOutcome> end) {
        try {
            String reason = end.get(20, TimeUnit.MILLISECONDS).reason();
            return reason == null || reason.startsWith(LostRankException.class.getSimpleName())
                    ? ""
                    : "could not go on: " + reason;
        } catch (ExecutionException death) {
            return String.valueOf(Objects.requireNonNull(death.getCause()).getMessage());
        } catch (TimeoutException stillThere) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        processes.forEach(WorkerProcess::close);
        try {
            Files.deleteIfExists(meeting());
            Files.deleteIfExists(folder);
        } catch (IOException stays) {
            // a few bytes among the system's temporary files
        }
    }
}
