package io.steadygrad.app;

import io.steadygrad.study.RunProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A line when the run begins, one every ten seconds, and one when the last trial is done: readable in a log. */
final class ProgressLines implements Progress {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final PrintWriter err;
    private final LongSupplier clock;
    private long last;
    private int printedDone = -1;

    ProgressLines(PrintWriter err, LongSupplier clock) {
        this.err = err;
        this.clock = clock;
    }

    @Override
    public synchronized void progressed(RunProgress progress) {
        long now = clock.getAsLong();
        boolean first = printedDone < 0;
        boolean end = progress.done() == progress.total() && printedDone != progress.total();
        if (!first && !end && now - last < PAUSE) {
            return;
        }
        last = now;
        printedDone = progress.done();
        StringBuilder line = new StringBuilder();
        line.append(progress.done()).append(" of ").append(progress.total()).append(" trials done");
        if (first && progress.earlier() > 0) {
            line.append(" (").append(progress.earlier()).append(" by earlier runs)");
        }
        String details = Progress.details(progress);
        if (!details.isEmpty()) {
            line.append(", ").append(details);
        }
        if (!end) {
            progress.timeLeft()
                    .ifPresent(left ->
                            line.append(", about ").append(Words.duration(left)).append(" left"));
        }
        err.println(line);
        err.flush();
    }

    @Override
    public synchronized void probing(String workload, String probe) {
        err.println("measuring " + probe + " of " + workload);
        err.flush();
    }

    @Override
    public void close() {}
}
