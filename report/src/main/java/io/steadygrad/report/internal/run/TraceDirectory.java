package io.steadygrad.report.internal.run;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Traces as files of a run directory. A missing or damaged file is an empty trace and a line in {@link #problems()}. */
public final class TraceDirectory implements Traces {

    private final Path directory;
    private final Set<String> problems = new LinkedHashSet<>();

    public TraceDirectory(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** What could not be read so far, one sentence each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public TraceSeries of(Trial trial) {
        Trace trace = whole(trial);
        return trace == null ? TraceSeries.EMPTY : joined(trace);
    }

    @Override
    public @Nullable Trace whole(Trial trial) {
        String name = trial.trace();
        if (name == null) {
            return null;
        }
        try {
            Path file = directory.resolve(name).normalize();
            if (!file.startsWith(directory)) {
                problems.add("The trace of trial " + trial.id() + " lies outside the run directory and was not read: "
                        + name);
                return null;
            }
            if (!Files.isRegularFile(file)) {
                problems.add("The trace of trial " + trial.id() + " is missing: " + name);
                return null;
            }
            return TraceFile.read(file);
        } catch (IOException | InvalidPathException e) {
            problems.add("The trace of trial " + trial.id() + " is not readable: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return null;
    }

    static TraceSeries joined(Trace trace) {
        Trace.Tensors tensors = trace.tensors();
        List<String> layers = List.copyOf(new LinkedHashSet<>(tensors.layers()));
        int[] layerOf = tensors.layers().stream().mapToInt(layers::indexOf).toArray();
        int rows = tensors.rows();
        double[][] norm = new double[layers.size()][rows];
        long[][] nonFinite = new long[layers.size()][rows];
        for (int row = 0; row < rows; row++) {
            for (int tensor = 0; tensor < layerOf.length; tensor++) {
                int at = tensors.at(row, tensor);
                int layer = layerOf[tensor];
                norm[layer][row] = Math.hypot(norm[layer][row], tensors.l2()[at]);
                nonFinite[layer][row] += tensors.nonFinite()[at];
            }
        }
        Map<String, Series> metrics = new LinkedHashMap<>();
        trace.metrics()
                .values()
                .forEach((name, values) ->
                        metrics.put(name, new Series(trace.metrics().step(), values)));
        Trace.Steps steps = trace.steps();
        return new TraceSeries(
                steps.step(),
                steps.loss(),
                steps.normBefore(),
                steps.normAfter(),
                steps.accepted(),
                steps.engaged(),
                steps.threshold(),
                layers,
                tensors.step(),
                norm,
                nonFinite,
                metrics);
    }
}
