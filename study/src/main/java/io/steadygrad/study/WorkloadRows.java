package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.data.Rows;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Task;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads the rows of workloads, and reports at the right key what is wrong with them. */
final class WorkloadRows {
    private final Problems problems;
    private final Datasets datasets;

    WorkloadRows(Problems problems, Datasets datasets) {
        this.problems = problems;
        this.datasets = datasets;
    }

    /** Inputs that are their own targets are numbers, whatever the loss; data that cannot be loaded are reported later. */
    boolean reconstruct(DataSource source, @Nullable Rows validation) {
        try {
            return datasets.raw(source, validation, null).train().targetsAreInputs();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The rows after preprocessing, or nothing after an error. */
    Optional<PreparedData> prepare(
            Yaml.Mapping node,
            DataSource source,
            List<Preprocessor> preprocess,
            @Nullable Rows validation,
            @Nullable Task task) {
        Yaml data = Objects.requireNonNull(node.get("data"));
        try {
            datasets.raw(source, validation, task);
        } catch (IOException | IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            Yaml held = node.get("validation");
            Place place = held != null && message.contains("validation")
                    ? held.place()
                    : data instanceof Yaml.Mapping mapping ? blame(mapping, message) : data.place();
            problems.error(place, "data", message);
            return Optional.empty();
        }
        Overlap.warn(data, problems);
        try {
            return Optional.of(datasets.prepared(source, validation, task, preprocess));
        } catch (IOException | IllegalArgumentException e) {
            problems.error(
                    Optional.ofNullable(node.get("preprocess")).map(Yaml::place).orElse(node.place()),
                    "preprocess: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Also looks into {@code {csv: {file: ...}}}. */
    private static Place blame(Yaml.Mapping data, String message) {
        return data.entries().size() == 1 && data.entries().get(0).value() instanceof Yaml.Mapping inner
                ? Keys.blame(inner, message)
                : Keys.blame(data, message);
    }

    /** The budget in steps; 0 after an error. */
    long steps(
            Yaml.Mapping node,
            PreparedData data,
            Budget budget,
            int batch,
            LastBatch lastBatch,
            List<FaultEntry> faults) {
        int rows = data.split().train().rows();
        int size = batch == 0 ? rows : batch;
        if (size > rows) {
            problems.error(
                    Objects.requireNonNull(node.get("batch")).place(),
                    "batch must be at most the " + rows + " training rows, or full, found " + size);
            return 0;
        }
        long perEpoch = lastBatch == LastBatch.DROP ? rows / size : (rows + size - 1) / size;
        long steps = budget.inSteps(perEpoch);
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i).step() > steps) {
                problems.warning(
                        Binder.items(Objects.requireNonNull(node.get("faults")))
                                .get(i)
                                .place(),
                        "this fault never happens: it comes at step "
                                + faults.get(i).step() + ", training ends after " + steps);
            }
        }
        return steps;
    }
}
