package io.steadygrad.kernel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Shares work over large gradient sets among threads of the JVM's common pool, the calling thread included. What is shared
 * are pieces of fixed size whose results are put together in a fixed order, so no bit depends on the number of threads.
 */
public final class Threads {
    /** Below so many elements, handing work over costs more than it saves. */
    private static final long WORTH_SHARING = 1 << 19;

    /** Elements of consecutive pieces that one thread takes at a time: memory brings a long stretch faster than short ones. */
    private static final long RUN = 1 << 18;

    private static final ThreadLocal<Integer> LIMIT =
            ThreadLocal.withInitial(() -> Runtime.getRuntime().availableProcessors());

    private Threads() {}

    /**
     * Fixes how many threads may work on what the calling thread starts; all processors where nobody says.
     *
     * @throws IllegalArgumentException if {@code threads < 1}
     */
    public static void limit(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        LIMIT.set(threads);
    }

    /** Does pieces {@code 0 .. pieces - 1}, each once, in any order, and returns when all are done. */
    public static void share(int pieces, long elements, IntConsumer piece) {
        int threads = elements < WORTH_SHARING ? 1 : Math.min(LIMIT.get(), pieces);
        if (threads == 1) {
            for (int i = 0; i < pieces; i++) {
                piece.accept(i);
            }
            return;
        }
        int run = Math.max(1, (int) Math.min(RUN * pieces / elements, pieces / (4 * threads)));
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int from = next.getAndAdd(run); from < pieces; from = next.getAndAdd(run)) {
                for (int i = from; i < Math.min(from + run, pieces); i++) {
                    piece.accept(i);
                }
            }
        };
        ForkJoinTask<?>[] others = new ForkJoinTask<?>[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = ForkJoinPool.commonPool().submit(work);
        }
        work.run();
        for (ForkJoinTask<?> other : others) {
            if (!other.tryUnfork()) {
                other.join();
            }
        }
    }
}
