package io.steadygrad.worker;

import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.study.RunDirectory;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.study.Trial;
import io.steadygrad.study.TrialOutcome;
import io.steadygrad.study.TrialRunner.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a trial in this process, which is rank 0 where the trial has several. When a rank is lost, all begin again from the state that was
 * kept last; when that happens twice without a newer state in between, the trial has failed.
 */
public final class RankedRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RankedRunner.class);
    private static final int ATTEMPTS = 2;

    private final Rendezvous.@Nullable Hosts meeting;

    /** @param meeting where ranks on other hosts come to; null for ranks on this host, which are started here */
    public RankedRunner(Rendezvous.@Nullable Hosts meeting) {
        this.meeting = meeting;
    }

    /**
     * Trains the trial to its end, as {@link TrainingRunner} does.
     *
     * @param text the same trial, as {@link io.steadygrad.study.TrialText} writes it
     */
    public TrialOutcome run(String text, Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) {
        int size = trial.cell().variant().settings().ranks();
        if (size == 1) {
            return new TrainingRunner().run(trial, directory, watcher, stop);
        }
        long start = System.nanoTime();
        Path kept = directory.resolve(RunDirectory.unfinished(trial));
        for (int attempt = 1; ; attempt++) {
            FileTime before = modified(kept);
            String why;
            try (OtherRanks others = others(text, size, directory)) {
                try (ProcessGroup group = others.join(stop)) {
                    return new TrainingRunner(group).run(trial, directory, watcher, stop);
                } catch (LostRankException lost) {
                    why = others.why(lost);
                }
            }
            LOG.warn("Trial {}: {}", trial.shortId(), why);
            if (stop.getAsBoolean()) {
                return TrialOutcome.stopped((System.nanoTime() - start) / 1e9);
            }
            FileTime after = modified(kept);
            if (after != null && !after.equals(before)) {
                attempt = 0;
            } else if (attempt == ATTEMPTS) {
                return TrialOutcome.failed(
                        why + " (tried " + ATTEMPTS + " times)"
                                + (after == null ? "" : "; the same command goes on from the state that was kept last"),
                        (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private OtherRanks others(String text, int size, Path directory) {
        return meeting == null ? new RanksHere(text, size, directory) : new RanksElsewhere(text, size, meeting);
    }

    private static @Nullable FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException none) {
            return null;
        }
    }
}
