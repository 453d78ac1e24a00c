package io.steadygrad.ranks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ranks as threads of this process, each with a group of its own: real connections, without the time that processes need to start. */
public final class RanksAsThreads {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RanksAsThreads() {}

    public interface Work<T> {
        T as(ProcessGroup rank) throws Exception;
    }

    /** What each rank gave. */
    public static <T> List<T> run(int ranks, Path meeting, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ranks);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int r = 0; r < ranks; r++) {
                int rank = r;
                running.add(threads.submit(() -> {
                    try (ProcessGroup group =
                            GlooGroup.join(rank, ranks, new Rendezvous.Local(meeting, PATIENCE), PATIENCE)) {
                        return work.as(group);
                    }
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
