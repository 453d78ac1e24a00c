package io.steadygrad.worker;

import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for the other ranks, which native code does without looking up, so that it can be broken off. */
final class Joining {
    private static final int LOOK_MILLIS = 50;

    private Joining() {}

    /**
     * The group, once all are there.
     *
     * @param inVain asked now and then; true where somebody will not come any more, or the run is stopped
     * @throws LostRankException when it was in vain, or patience ended
     */
    static ProcessGroup join(Supplier<ProcessGroup> join, BooleanSupplier inVain) {
        CompletableFuture<ProcessGroup> group = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        group.complete(join.get());
                    } catch (RuntimeException | LinkageError e) {
                        group.completeExceptionally(e);
                    }
                },
                "rank-0-joins");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return group.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (inVain.getAsBoolean()) {
                    throw new LostRankException("rank 0 did not find all others", notYet);
                }
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(failure.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LostRankException("interrupted while waiting for other ranks", e);
            }
        }
    }
}
