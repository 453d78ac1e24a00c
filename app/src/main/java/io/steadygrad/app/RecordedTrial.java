package io.steadygrad.app;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.spec.Names;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One trial of a run directory, as its {@code summary.json} tells it.
 *
 * @param trace path of the trace relative to the directory; empty where the trial has none
 */
record RecordedTrial(
        String id,
        String workload,
        String method,
        String expression,
        String optimizer,
        long seed,
        String status,
        String trace) {

    /** The trials of a run, in the study's order. A killed run has no summary yet: it is then made from the store. */
    static List<RecordedTrial> of(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("there is no directory '" + directory + "'; `steady run` makes one");
        }
        Path file = directory.resolve("summary.json");
        if (!Files.isRegularFile(file)) {
            if (!Files.isRegularFile(directory.resolve("steadygrad.db"))) {
                throw new IllegalArgumentException("'" + directory + "' is not the directory of a run: it holds neither"
                        + " summary.json nor steadygrad.db; name one that `steady run` wrote, runs/ and the study's name"
                        + " by default");
            }
            StudyRunner.summarize(directory);
        }
        JsonNode trials;
        try {
            trials = JsonMapper.shared().readTree(Files.readString(file)).path("trials");
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + " is damaged: " + e.getOriginalMessage() + "; `steady report` writes it again", e);
        }
        List<RecordedTrial> recorded = new ArrayList<>();
        for (JsonNode trial : trials) {
            recorded.add(new RecordedTrial(
                    text(trial, "id"),
                    text(trial, "workload"),
                    text(trial, "method"),
                    text(trial, "expression"),
                    text(trial, "optimizer"),
                    trial.path("seed").asLong(0),
                    text(trial, "status"),
                    text(trial, "trace")));
        }
        return recorded;
    }

    private static String text(JsonNode trial, String name) {
        return trial.path(name).asString("");
    }

    /** The trial with this id, of which a unique beginning is enough. */
    static RecordedTrial find(List<RecordedTrial> trials, String id) {
        List<RecordedTrial> found =
                trials.stream().filter(trial -> trial.id().startsWith(id)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        List<String> ids = (found.isEmpty() ? trials : found)
                .stream().map(RecordedTrial::id).toList();
        String some = String.join(", ", ids.subList(0, Math.min(8, ids.size()))) + (ids.size() > 8 ? ", ..." : "");
        throw new IllegalArgumentException(
                found.isEmpty()
                        ? "there is no trial '" + id + "'" + Names.suggestion(id, ids) + "; this run has " + some
                        : "'" + id + "' is the beginning of several trials: " + some + "; give more of it");
    }

    /**
     * What the trial recorded.
     *
     * @throws IllegalArgumentException where there is no trace, or none that can be read
     */
    Trace read(Path directory) {
        if (trace.isEmpty()) {
            throw new IllegalArgumentException("it has no trace");
        }
        try {
            Path home = directory.toAbsolutePath().normalize();
            Path file = home.resolve(trace).normalize();
            if (!file.startsWith(home)) {
                throw new IllegalArgumentException("its trace lies outside the run's directory: " + trace);
            }
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException("its trace is missing: " + trace);
            }
            return TraceFile.read(file);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("its trace cannot be read: " + e.getMessage(), e);
        }
    }

    boolean diverged() {
        return status.equals("diverged");
    }

    /** What else the recorded norms stand for than gradients of the loss as an optimizer sees them; empty where nothing. */
    String caution() {
        if (expression.contains("dynamic_loss_scale")) {
            return "norms are of the scaled loss";
        }
        return expression.contains("accumulate") ? "norms are of micro-batches" : "";
    }
}
