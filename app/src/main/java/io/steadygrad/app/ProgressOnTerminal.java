package io.steadygrad.app;

import io.steadygrad.study.RunProgress;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with trials done, time left by the run's own estimate, and the losses of the trials in training. */
final class ProgressOnTerminal implements Progress {
    private final Terminal terminal;
    private @Nullable ProgressBar bar;
    private volatile Optional<Duration> timeLeft = Optional.empty();

    ProgressOnTerminal(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void progressed(RunProgress progress) {
        timeLeft = progress.timeLeft();
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName("trials")
                    .setInitialMax(progress.total())
                    .startsFrom(progress.earlier(), Duration.ZERO)
                    .setStyle(terminal.colours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, Terminal.columns() - 1))
                    .setEtaFunction(state -> timeLeft)
                    .clearDisplayOnFinish()
                    .build();
            bar = shown;
        }
        shown.maxHint(progress.total());
        shown.stepTo(progress.done());
        shown.setExtraMessage(" " + Progress.details(progress));
    }

    @Override
    public synchronized void probing(String workload, String probe) {
        if (bar != null) {
            bar.setExtraMessage(" measuring " + probe + " of " + workload);
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
