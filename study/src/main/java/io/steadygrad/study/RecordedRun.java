package io.steadygrad.study;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.spec.Names;
import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.StoredTrial;
import io.steadygrad.store.TrialState;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a run directory keeps of one trial.
 *
 * @param content everything that decided its numbers
 * @param record see {@link TrialRecords}
 * @param trace null for a trial that failed before it began, or only helped to choose a setting
 * @param weights null where none were saved
 */
record RecordedRun(
        String id,
        JsonNode content,
        TrialOutcome outcome,
        JsonNode record,
        @Nullable Trace trace,
        @Nullable Map<String, NdArray> weights) {
    private static final int MOST_NAMED = 8;

    /**
     * Finds a trial by its id, of which a beginning that no other trial has is enough.
     *
     * @throws IllegalArgumentException when there is no such run or trial, or it has not ended, or nothing can be rebuilt from it
     */
    static RecordedRun find(Path directory, String id) {
        Path home = directory.toAbsolutePath().normalize();
        Path store = new RunDirectory(home).store();
        if (!Files.isRegularFile(store)) {
            throw new IllegalArgumentException(
                    Files.isDirectory(home)
                            ? "'" + directory + "' holds no steadygrad.db; name the directory of a run, runs/ and the"
                                    + " study's name by default"
                            : "there is no directory '" + directory + "'; `steady run` makes one");
        }
        List<StoredTrial> trials;
        try (SqliteStore open = SqliteStore.open(store)) {
            trials = open.trials();
        }
        StoredTrial trial = choose(trials, id.strip().toLowerCase(Locale.ROOT));
        String shortId = shortId(trial);
        if (trial.result() == null || trial.state() == TrialState.WAITING || trial.state() == TrialState.RUNNING) {
            throw new IllegalArgumentException("trial " + shortId + " has no result yet: it is "
                    + trial.state().text() + "; `steady run` ends it");
        }
        if (trial.state() == TrialState.STOPPED) {
            throw new IllegalArgumentException(
                    "trial " + shortId + " was stopped before its end; `steady run` trains it to the end");
        }
        JsonNode record = Json.parse(trial.result()).get(TrialRecords.KEY);
        if (record == null) {
            throw new IllegalArgumentException("trial " + shortId
                    + " cannot be rebuilt: an older version of SteadyGrad ran it and kept no record of it");
        }
        if (record.path("formatVersion").asInt() != TrialRecords.VERSION) {
            throw new IllegalArgumentException("trial " + shortId + " cannot be rebuilt: its record has the format "
                    + record.path("formatVersion") + ", this version knows " + TrialRecords.VERSION
                    + "; use the version that ran it, "
                    + record.path("environment").path("steadygrad").asString(""));
        }
        TrialOutcome outcome = OutcomeJson.read(trial.result());
        return new RecordedRun(
                trial.id(),
                Json.parse(trial.content()),
                outcome,
                record,
                TrialText.isTuning(record) ? null : trace(home, shortId, outcome),
                weights(home, shortId));
    }

    private static StoredTrial choose(List<StoredTrial> trials, String id) {
        List<StoredTrial> found =
                trials.stream().filter(trial -> trial.id().startsWith(id)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        List<String> ids = (found.isEmpty() ? trials : found)
                .stream().map(RecordedRun::shortId).toList();
        String some = String.join(", ", ids.subList(0, Math.min(MOST_NAMED, ids.size())))
                + (ids.size() > MOST_NAMED ? ", ..." : "");
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("this run has no trials yet; `steady run` adds them");
        }
        throw new IllegalArgumentException(
                found.isEmpty()
                        ? "there is no trial '" + id + "'" + Names.suggestion(id, ids) + "; this run has " + some
                        : "'" + id + "' is the beginning of several trials: " + some + "; give more of it");
    }

    private static String shortId(StoredTrial trial) {
        return trial.id().substring(0, Math.min(Trial.SHORT, trial.id().length()));
    }

    private static @Nullable Trace trace(Path home, String shortId, TrialOutcome outcome) {
        Path file = home.resolve("traces/" + shortId + ".npz");
        if (outcome.status() == TrialState.FAILED && !Files.exists(file)) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("the trace of trial " + shortId + " is missing: " + file
                    + "; without it the losses of its steps cannot be compared");
        }
        try {
            return TraceFile.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + " (" + e.getMessage() + ")", e);
        }
    }

    static @Nullable Map<String, NdArray> weights(Path home, String shortId) {
        Path file = home.resolve("weights/" + shortId + ".npz");
        try {
            return Files.isRegularFile(file) ? NpzFile.read(file) : null;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + " (" + e.getMessage() + ")", e);
        }
    }

    String shortId() {
        return id.substring(0, Trial.SHORT);
    }

    /**
     * The trial as its record describes it.
     *
     * @throws IllegalArgumentException when a file of its data is gone or has changed, or this version cannot read the record
     */
    Trial rebuild() {
        checkFiles();
        return new TrialText().read(record, shortId());
    }

    private void checkFiles() {
        StringBuilder wrong = new StringBuilder();
        record.path("data").path("files").properties().forEach(entry -> {
            Path file = Path.of(entry.getKey());
            String was = entry.getValue().asString("");
            if (!Files.isRegularFile(file)) {
                wrong.append("\n  ").append(file).append(": there is no such file any more");
                return;
            }
            String is = InputFiles.digest(file);
            if (!was.equals(is)) {
                wrong.append("\n  ")
                        .append(file)
                        .append(": its SHA-256 was ")
                        .append(was)
                        .append(", now it is ");
                wrong.append(is);
            }
        });
        if (wrong.length() > 0) {
            throw new IllegalArgumentException("trial " + shortId()
                    + " cannot be rebuilt: files that it was trained on have changed; put them back as they were"
                    + wrong);
        }
    }

    Path file() {
        return Path.of(record.path("file").asString(""));
    }
}
