package io.steadygrad.study;

import io.steadygrad.store.SharedStore;
import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.StoreException;
import io.steadygrad.store.StoredTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Copies what a shared store has of a study into a run directory: results into its {@code steadygrad.db}, traces and weights into their files. The
 * directory is then as if everything had run here, and reports need no database.
 */
record Mirror(SharedStore shared, Study study, RunDirectory run) {

    static Mirror of(SharedStore shared, Study study, RunDirectory run) {
        return new Mirror(shared, study, run);
    }

    void write(String owner, String environment) {
        List<String> ids = study.all().stream().map(Trial::id).distinct().toList();
        Map<String, StoredTrial> trials = shared.trials(ids);
        try (SqliteStore local = SqliteStore.open(run.store())) {
            local.began(owner, study.resolved(), environment);
            local.copy(trials.values());
            shared.probes().forEach((id, result) -> local.keepProbe(id, "", result));
        }
        for (Trial trial : study.all()) {
            StoredTrial stored = trials.get(trial.id());
            boolean ended = stored != null && stored.state().isFinal();
            if (ended
                    && trial.phase() == Phase.FINAL
                    && !Files.exists(run.directory().resolve(RunDirectory.trace(trial)))) {
                shared.files(trial.id()).forEach(this::write);
            }
        }
    }

    /** Hands the files that a trial has just written to the store. */
    static void keepFiles(SharedStore shared, Trial trial, Path directory) {
        RunDirectory.contents(trial, directory).forEach((path, content) -> shared.keepFile(trial.id(), path, content));
    }

    private void write(String path, byte[] content) {
        try {
            RunDirectory.keep(run.directory(), path, content);
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot write " + run.directory().resolve(path) + " (" + e.getMessage()
                            + "). The shared store has everything; free some space and run the same command again",
                    e);
        }
    }
}
