package io.steadygrad.app;

import io.steadygrad.study.RunListener;
import io.steadygrad.study.RunProgress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows on stderr how a run goes: a bar where a person looks on, plain lines now and then elsewhere. */
interface Progress extends RunListener, AutoCloseable {

    static Progress on(Terminal terminal, PrintWriter err) {
        return terminal.interactive() ? new ProgressOnTerminal(terminal) : new ProgressLines(err, System::nanoTime);
    }

    /** Removes what is only for the moment. */
    @Override
    void close();

    /** {@code 3 diverged, loss 0.231 and 2.05}; empty when there is nothing to say. */
    static String details(RunProgress progress) {
        List<String> parts = new ArrayList<>();
        if (progress.diverged() > 0) {
            parts.add(progress.diverged() + " diverged");
        }
        if (progress.failed() > 0) {
            parts.add(progress.failed() + " failed");
        }
        List<String> losses = progress.running().stream()
                .filter(trial -> trial.step() > 0)
                .map(trial ->
                        Double.isFinite(trial.loss()) ? String.format(Locale.ROOT, "%.3g", trial.loss()) : "non-finite")
                .toList();
        if (!losses.isEmpty()) {
            parts.add("loss " + String.join(" and ", losses));
        }
        return String.join(", ", parts);
    }
}
