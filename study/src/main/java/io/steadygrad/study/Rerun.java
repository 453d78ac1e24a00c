package io.steadygrad.study;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.store.TrialState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A trial trained again from what its run directory keeps of it, and held against what it was.
 *
 * @param trial as it was rebuilt; where versions differ, its id is another one than the recorded trial's
 * @param id of the recorded trial, its first 12 digits
 * @param recorded its result
 * @param now what the rerun gave
 * @param compared in words, what the record has of the trial; of one that helped to choose a setting no test data and no target
 * @param numbers how many were compared, bit by bit
 * @param differences one for each quantity that differs, that of the earliest step first; empty when all is the same
 * @param changes what is not as it was when the trial ran: versions, machine, and parts of the configuration that this version reads
 *     otherwise
 */
public record Rerun(
        Trial trial,
        String id,
        TrialOutcome recorded,
        TrialOutcome now,
        List<String> compared,
        long numbers,
        List<Difference> differences,
        List<Change> changes) {

    /** Something by its dotted name, as it was and as it is; null for "not there". */
    public record Change(
            String name,
            @Nullable String recorded,
            @Nullable String today) {}

    public boolean identical() {
        return differences.isEmpty();
    }

    /**
     * Trains the trial again, in a directory of its own that is deleted at the end; the run's directory is only read.
     *
     * @param id of the trial, or a beginning of it that no other trial has
     * @param runners gives who trains the trial that a text describes, as {@link TrialText} writes it
     * @param stop asked between steps
     * @throws IllegalArgumentException when there is no such trial, or it cannot be rebuilt: the message says why
     * @throws Stopped when {@code stop} said so
     */
    public static Rerun of(
            Path directory,
            String id,
            Function<String, TrialRunner> runners,
            TrialRunner.Watcher watcher,
            BooleanSupplier stop)
            throws IOException {
        RecordedRun recorded = RecordedRun.find(directory, id);
        Trial trial = recorded.rebuild();
        Comparison comparison = new Comparison();
        List<String> compared = new ArrayList<>();
        TrialOutcome now;
        Path scratch = Files.createTempDirectory("steady-rerun");
        try {
            RunDirectory.create(scratch);
            TrialRunner runner = runners.apply(TrialText.write(trial, (ObjectNode) recorded.record()));
            now = read(train(runner, trial, scratch, watcher, stop));
            if (now.status() == TrialState.STOPPED) {
                throw new Stopped();
            }
            Path trace = scratch.resolve(RunDirectory.trace(trial));
            if (recorded.trace() != null && Files.exists(trace)) {
                compared.addAll(List.of("loss and norms of every step", "measurements"));
                comparison.traces(recorded.trace(), TraceFile.read(trace));
            }
            comparison.outcomes(recorded.outcome(), now);
            compared.addAll(outcome(recorded.outcome(), trial.phase()));
            var weights = recorded.weights();
            if (weights != null) {
                compared.add("weights");
                var again = RecordedRun.weights(scratch, trial.shortId());
                comparison.weights(weights, again == null ? Map.of() : again);
            }
        } finally {
            delete(scratch);
        }
        return new Rerun(
                trial,
                recorded.shortId(),
                recorded.outcome(),
                now,
                List.copyOf(compared),
                comparison.numbers(),
                comparison.differences(),
                changes(recorded, trial));
    }

    /** The rerun was stopped before its end. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped before the end of the trial; nothing was compared");
        }
    }

    private static List<String> outcome(TrialOutcome recorded, Phase phase) {
        List<String> parts = new ArrayList<>();
        if (!recorded.metrics().isEmpty()) {
            parts.add("final " + String.join(", ", recorded.metrics().keySet()));
        }
        parts.add("number of steps");
        parts.add("control");
        if (phase == Phase.FINAL) {
            parts.add("steps to the target");
        }
        return parts;
    }

    private static TrialOutcome train(
            TrialRunner runner, Trial trial, Path scratch, TrialRunner.Watcher watcher, BooleanSupplier stop) {
        try {
            return runner.run(trial, scratch, watcher, stop);
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            return TrialOutcome.failed(e, 0);
        }
    }

    /** As the store would give it back: what is not finite is none. */
    private static TrialOutcome read(TrialOutcome outcome) {
        return TrialOutcome.fromJson(outcome.toJson());
    }

    private static List<Change> changes(RecordedRun recorded, Trial trial) {
        ObjectNode today = Environment.here(recorded.file());
        List<Change> changes =
                new ArrayList<>(changes("", flat(recorded.record().path("environment")), flat(today)));
        JsonNode read = Json.parse(trial.content());
        Map<String, String> was = flat(recorded.content());
        Map<String, String> is = flat(read);
        Set.of("steadygrad", "engine").forEach(told -> {
            was.remove(told);
            is.remove(told);
        });
        changes.addAll(changes("configuration.", was, is));
        return changes;
    }

    private static List<Change> changes(String prefix, Map<String, String> was, Map<String, String> is) {
        Set<String> names = new LinkedHashSet<>(was.keySet());
        names.addAll(is.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(was.get(name), is.get(name)))
                .map(name -> new Change(prefix + name, was.get(name), is.get(name)))
                .toList();
    }

    /** Dotted names to texts, nulls left out. */
    private static Map<String, String> flat(JsonNode node) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", node, flat);
        return flat;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> flat) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(), entry.getValue(), flat));
        } else if (!node.isNull() && !node.isMissingNode()) {
            flat.put(name, node.isString() ? node.asString() : node.toString());
        }
    }

    private static void delete(Path scratch) throws IOException {
        try (Stream<Path> all = Files.walk(scratch)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
