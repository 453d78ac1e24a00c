package io.steadygrad.app;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM) as a question that the work asks between steps. The JVM is already on its way out then, but waits
 * for this hook, which waits for the work to end at a clean place; the exit code is the signal's (130 for Ctrl-C).
 */
final class Interruption implements AutoCloseable {
    /** A step of the largest model takes seconds; whatever hangs longer than this is cut off. The store stands that. */
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean requested;

    private Interruption(PrintWriter err) {
        hook = new Thread(
                () -> {
                    requested = true;
                    err.println();
                    err.println("stopping after the current step ...");
                    err.flush();
                    await();
                },
                "interruption");
    }

    static Interruption listen(PrintWriter err) {
        Interruption interruption = new Interruption(err);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    boolean requested() {
        return requested;
    }

    private void await() {
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the step did not end within " + PATIENCE_SECONDS + " s; leaving it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is over and its messages are printed: the process may end. */
    @Override
    public void close() {
        ended.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException signalJustArrived) {
                // the hook runs already, and finds the latch open
            }
        }
    }
}
