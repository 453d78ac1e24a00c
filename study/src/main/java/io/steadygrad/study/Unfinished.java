package io.steadygrad.study;

import io.steadygrad.formats.FormatException;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.store.StoreException;
import io.steadygrad.training.Checkpoint;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training of several ranks whose state rank 0 keeps in a file now and then, until the end. Where there is such a file, all ranks go on
 * from it, bit for bit, so it does not matter for the numbers when it is written: four times a second, or less often where
 * writing takes more than 2 % of the time.
 */
final class Unfinished {
    private static final Logger LOG = LoggerFactory.getLogger(Unfinished.class);
    private static final long LEAST_NANOS = 250_000_000;
    private static final long TIMES_WRITING = 50;

    private final ProcessGroup group;
    private final Path file;
    private long due = System.nanoTime() + LEAST_NANOS;

    /** @param file looked at by rank 0 only */
    Unfinished(ProcessGroup group, Path file) {
        this.group = group;
        this.file = file;
    }

    TrainingResult run(TrainingLoop loop) {
        Checkpoint kept = kept();
        if (kept != null) {
            loop.resume(kept);
        }
        while (loop.advance()) {
            if (group.rank() == 0 && System.nanoTime() - due >= 0) {
                write(loop);
            }
        }
        TrainingResult result = loop.run();
        if (group.rank() == 0) {
            if (result.status() == TrainingResult.Status.STOPPED) {
                write(loop);
            } else {
                forget();
            }
        }
        return result;
    }

    /** What rank 0 has, on every rank. */
    private @Nullable Checkpoint kept() {
        Checkpoint own = null;
        byte[] bytes = {};
        if (group.rank() == 0 && Files.exists(file)) {
            try {
                own = Checkpoint.read(file);
                bytes = Files.readAllBytes(file);
            } catch (FormatException damaged) {
                LOG.warn("{}; the trial begins anew", damaged.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file + " (" + e.getMessage() + ")", e);
            }
        }
        byte[] all = group.fromFirst(bytes);
        return group.rank() == 0 || all.length == 0 ? own : read(all);
    }

    private static Checkpoint read(byte[] bytes) {
        try {
            Path copy = Files.createTempFile("steady-rank", ".safetensors");
            try {
                Files.write(copy, bytes);
                return Checkpoint.read(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot take over the state that rank 0 sent (" + e.getMessage() + ")", e);
        }
    }

    private void write(TrainingLoop loop) {
        long start = System.nanoTime();
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            loop.checkpoint().write(file);
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot write " + file + " (" + e.getMessage()
                            + "). Results so far are kept; free some space and run the same command again",
                    e);
        }
        long now = System.nanoTime();
        due = now + Math.max(LEAST_NANOS, TIMES_WRITING * (now - start));
    }

    private void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.warn("Cannot delete {}, which is of no more use ({})", file, stays.getMessage());
        }
    }
}
