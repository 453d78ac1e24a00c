package io.steadygrad.study;

import io.steadygrad.formats.AtomicFile;
import io.steadygrad.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** The files of one run: the contract between running and reporting. Each is written whole or not at all. */
public record RunDirectory(Path directory) {

    /**
     * Makes the directory where it does not exist.
     *
     * @throws IllegalArgumentException when it cannot be made, or is a file
     */
    public static RunDirectory create(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute.resolve("traces"));
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    "No permission to write in " + absolute + "; choose another directory, or change its permissions",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot make the directory " + absolute + " ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage() + "); choose another one",
                    e);
        }
        return new RunDirectory(absolute);
    }

    public Path study() {
        return directory.resolve("study.yaml");
    }

    public Path store() {
        return directory.resolve("steadygrad.db");
    }

    public Path summary() {
        return directory.resolve("summary.json");
    }

    /** The trace of a trial, relative to the directory. */
    public static String trace(Trial trial) {
        return "traces/" + trial.shortId() + ".npz";
    }

    /** The weights of a trial, relative to the directory. */
    static String weights(Trial trial) {
        return "weights/" + trial.shortId() + ".npz";
    }

    /** The trained model of a trial that began with a TorchScript file, relative to the directory. */
    static String script(Trial trial) {
        return "weights/" + trial.shortId() + ".pt";
    }

    /** The state that a trial's last repair went on from, relative to the directory. */
    static String snapshot(Trial trial) {
        return "snapshots/" + trial.shortId() + ".safetensors";
    }

    /** The state that a trial of several ranks goes on from when it was interrupted, relative to the directory. */
    public static String unfinished(Trial trial) {
        return "snapshots/" + trial.shortId() + "-unfinished.safetensors";
    }

    /** All files that a trial may leave, relative to the directory. */
    public static List<String> files(Trial trial) {
        return List.of(trace(trial), weights(trial), script(trial), snapshot(trial));
    }

    /** What a trial has left in a directory, by the names of {@link #files}. */
    public static Map<String, byte[]> contents(Trial trial, Path directory) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : files(trial)) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    contents.put(name, Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new StoreException("Cannot read " + file + " to share it (" + e.getMessage() + ")", e);
                }
            }
        }
        return contents;
    }

    /** Writes a file that a trial has left elsewhere, whole or not at all. */
    public static void keep(Path directory, String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        AtomicFile.write(file, out -> out.write(content));
    }

    void writeStudy(String yaml) {
        write("study.yaml", yaml);
    }

    /** Whether the summary that is there has the same trials, each with the same end; it then shows the study as it was written. */
    boolean holds(Summary summary) {
        try {
            return ends(Json.parse(Files.readString(summary()))).equals(ends(summary.json()));
        } catch (IOException | RuntimeException e) {
            return false; // none, or a damaged one
        }
    }

    private static List<String> ends(JsonNode summary) {
        List<String> ends = new ArrayList<>();
        ends.add(String.valueOf(summary.get("formatVersion")));
        for (JsonNode trial : summary.path("trials")) {
            ends.add(trial.path("id") + " " + trial.path("status") + " " + trial.path("metrics"));
        }
        return ends;
    }

    void writeSummary(Summary summary) {
        write("summary.json", Json.pretty(summary.json()));
        write("summary.csv", summary.csv());
    }

    private void write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("No permission to write " + file + "; choose another directory", e);
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot write " + file + " (" + e.getMessage()
                            + "). Results are kept in the store; free some space and run the same command again",
                    e);
        }
    }
}
