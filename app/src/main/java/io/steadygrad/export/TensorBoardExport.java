package io.steadygrad.export;

import io.steadygrad.formats.EventFile;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Events for TensorBoard, a folder for each trial ({@code WORKLOAD/METHOD/OPTIMIZER/seed-N-ID}): loss, learning rate, norms and threshold of every step, metrics, and norms of tensors and
 * signs of layers where they were sampled. What is absent or not finite is left out. A trial that was exported before is written anew.
 */
public final class TensorBoardExport implements Export {

    /** TensorBoard knows runs, no tables of them. */
    @Override
    public void results(Path folder, List<Column> columns) {}

    @Override
    public void trial(Path folder, Recorded trial) throws IOException {
        Path home = Files.createDirectories(folder.resolve(plain(trial.workload()))
                .resolve(plain(trial.method()))
                .resolve(plain(trial.optimizer()))
                .resolve("seed-" + trial.seed() + "-" + trial.id()));
        try (Stream<Path> old = Files.list(home)) {
            for (Path file : (Iterable<Path>) old::iterator) {
                if (file.getFileName().toString().startsWith("events.out.tfevents.")) {
                    Files.delete(file);
                }
            }
        }
        try (EventFile events = EventFile.in(home)) {
            steps(events, trial.trace().steps());
            metrics(events, trial.trace().metrics());
            tensors(events, trial.trace().tensors());
            layers(events, trial.trace().signals().layers());
        }
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9._=()-]+", "_");
    }

    private static void write(EventFile events, long step, Map<String, Double> values) {
        values.values().removeIf(value -> !Double.isFinite(value));
        if (!values.isEmpty()) {
            events.scalars(step, values);
        }
    }

    private static void steps(EventFile events, Trace.Steps steps) {
        for (int i = 0; i < steps.size(); i++) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("loss", steps.loss()[i]);
            values.put("learning_rate", steps.learningRate()[i]);
            values.put("gradient/norm_before", steps.normBefore()[i]);
            values.put("gradient/norm_after", steps.normAfter()[i]);
            values.put("gradient/threshold", steps.threshold()[i]);
            values.put("gradient/rejected", steps.accepted()[i] ? 0.0 : 1);
            write(events, steps.step()[i], values);
        }
    }

    private static void metrics(EventFile events, Trace.Metrics metrics) {
        for (int i = 0; i < metrics.step().length; i++) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (Map.Entry<String, double[]> each : metrics.values().entrySet()) {
                values.put("metric/" + each.getKey(), each.getValue()[i]);
            }
            write(events, metrics.step()[i], values);
        }
    }

    private static void tensors(EventFile events, Trace.Tensors tensors) {
        for (int row = 0; row < tensors.rows(); row++) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (int t = 0; t < tensors.names().size(); t++) {
                values.put("gradient_norm/" + tensors.names().get(t), (double) tensors.l2()[tensors.at(row, t)]);
            }
            write(events, tensors.step()[row], values);
        }
    }

    private static void layers(EventFile events, Signals.Layers layers) {
        for (int k = 0; k < layers.samples(); k++) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (int l = 0; l < layers.names().size(); l++) {
                int at = layers.at(k, l);
                String name = layers.names().get(l);
                values.put("layer_dead/" + name, (double) layers.dead()[at]);
                values.put("layer_saturated/" + name, (double) layers.saturated()[at]);
                values.put("layer_scale/" + name, (double) layers.scale()[at]);
                values.put("layer_gradient/" + name, (double) layers.gradient()[at]);
            }
            write(events, layers.step()[k], values);
        }
    }
}
