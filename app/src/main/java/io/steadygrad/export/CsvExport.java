package io.steadygrad.export;

import io.steadygrad.formats.AtomicFile;
import io.steadygrad.formats.NdArray;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tables of commas (RFC 4180): {@code results.csv}, and for each trial {@code traces/ID/steps.csv}, {@code tensors.csv}, {@code metrics.csv}, {@code
 * layers.csv}, {@code updates.csv}, and a file for each of its weights, a row of the matrix in a line. What is absent or not finite is an empty cell; truth values are 0 and 1.
 */
public final class CsvExport implements Export {

    @Override
    public void results(Path folder, List<Column> columns) throws IOException {
        Table table = new Table(columns.stream().map(Column::name).toList());
        for (int row = 0; row < columns.get(0).values().size(); row++) {
            for (Column column : columns) {
                table.text(Column.text(column.values().get(row)));
            }
            table.end();
        }
        table.write(folder.resolve("results.csv"));
    }

    @Override
    public void trial(Path folder, Recorded trial) throws IOException {
        Path traces = Files.createDirectories(folder.resolve("traces").resolve(trial.id()));
        steps(trial.trace().steps()).write(traces.resolve("steps.csv"));
        tensors(trial.trace().tensors()).write(traces.resolve("tensors.csv"));
        metrics(trial.trace().metrics()).write(traces.resolve("metrics.csv"));
        layers(trial.trace().signals().layers()).write(traces.resolve("layers.csv"));
        updates(trial.trace()).write(traces.resolve("updates.csv"));
        if (!trial.weights().isEmpty()) {
            Path weights = Files.createDirectories(folder.resolve("weights").resolve(trial.id()));
            for (Map.Entry<String, NdArray> each : trial.weights().entrySet()) {
                matrix(each.getValue())
                        .write(weights.resolve(each.getKey().replaceAll("[^A-Za-z0-9._-]", "_") + ".csv"));
            }
        }
    }

    private static Table steps(Trace.Steps steps) {
        Table table = new Table(List.of(
                "step",
                "loss",
                "learning_rate",
                "norm_before",
                "norm_after",
                "accepted",
                "engaged",
                "pending",
                "threshold"));
        for (int i = 0; i < steps.size(); i++) {
            table.whole(steps.step()[i])
                    .number(steps.loss()[i])
                    .number(steps.learningRate()[i])
                    .number(steps.normBefore()[i])
                    .number(steps.normAfter()[i])
                    .whole(steps.accepted()[i] ? 1 : 0)
                    .whole(steps.engaged()[i] ? 1 : 0)
                    .whole(steps.pending()[i] ? 1 : 0)
                    .number(steps.threshold()[i])
                    .end();
        }
        return table;
    }

    private static Table tensors(Trace.Tensors tensors) {
        Table table = new Table(List.of("step", "tensor", "layer", "l2", "l2_min", "linf", "mean", "non_finite"));
        for (int row = 0; row < tensors.rows(); row++) {
            for (int t = 0; t < tensors.names().size(); t++) {
                int at = tensors.at(row, t);
                table.whole(tensors.step()[row])
                        .text(tensors.names().get(t))
                        .text(tensors.layers().get(t))
                        .number(tensors.l2()[at])
                        .number(tensors.l2Min()[at])
                        .number(tensors.linf()[at])
                        .number(tensors.mean()[at])
                        .whole(tensors.nonFinite()[at])
                        .end();
            }
        }
        return table;
    }

    private static Table metrics(Trace.Metrics metrics) {
        List<String> names = new ArrayList<>(List.of("step"));
        names.addAll(metrics.values().keySet());
        Table table = new Table(names);
        for (int i = 0; i < metrics.step().length; i++) {
            table.whole(metrics.step()[i]);
            for (double[] values : metrics.values().values()) {
                table.number(values[i]);
            }
            table.end();
        }
        return table;
    }

    private static Table layers(Signals.Layers layers) {
        Table table = new Table(List.of(
                "step",
                "layer",
                "activation",
                "units",
                "scale",
                "mean",
                "signal",
                "dead",
                "saturated",
                "non_finite",
                "gradient"));
        for (int k = 0; k < layers.samples(); k++) {
            for (int l = 0; l < layers.names().size(); l++) {
                int at = layers.at(k, l);
                table.whole(layers.step()[k])
                        .text(layers.names().get(l))
                        .text(layers.activations().get(l))
                        .whole(layers.units()[l])
                        .number(layers.scale()[at])
                        .number(layers.mean()[at])
                        .number(layers.signal()[at])
                        .number(layers.dead()[at])
                        .number(layers.saturated()[at])
                        .whole(layers.nonFinite()[at])
                        .number(layers.gradient()[at])
                        .end();
            }
        }
        return table;
    }

    private static Table updates(Trace trace) {
        Table table = new Table(List.of("step", "tensor", "weight", "update"));
        Signals.Updates updates = trace.signals().updates();
        List<String> names = trace.tensors().names();
        for (int k = 0; k < updates.samples(); k++) {
            for (int t = 0; t < names.size(); t++) {
                table.whole(updates.step()[k])
                        .text(names.get(t))
                        .number(updates.weight()[k * names.size() + t])
                        .number(updates.update()[k * names.size() + t])
                        .end();
            }
        }
        return table;
    }

    /** A line for each index of the first dimension. */
    private static Table matrix(NdArray array) {
        Table table = new Table(List.of());
        double[] values = array.toDoubles();
        int rows = array.shape().isEmpty() ? 1 : array.shape().get(0);
        int columns = rows == 0 ? 0 : values.length / rows;
        boolean single = array.type() != NdArray.Type.FLOAT64;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double value = values[r * columns + c];
                if (single) {
                    table.number((float) value);
                } else {
                    table.number(value);
                }
            }
            table.end();
        }
        return table;
    }

    private static final class Table {
        private final StringBuilder text = new StringBuilder();
        private boolean begun;

        Table(List<String> head) {
            if (!head.isEmpty()) {
                head.forEach(this::text);
                end();
            }
        }

        Table text(String value) {
            boolean quoted = value.contains(",") || value.contains("\"") || value.contains("\n");
            return cell(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }

        Table whole(long value) {
            return cell(Long.toString(value));
        }

        Table number(double value) {
            return cell(Double.isFinite(value) ? Double.toString(value) : "");
        }

        Table number(float value) {
            return cell(Float.isFinite(value) ? Float.toString(value) : "");
        }

        private Table cell(String value) {
            if (begun) {
                text.append(',');
            }
            begun = true;
            text.append(value);
            return this;
        }

        void end() {
            text.append("\r\n");
            begun = false;
        }

        void write(Path file) throws IOException {
            AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
