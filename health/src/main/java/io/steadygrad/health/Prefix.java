package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The beginning of a trace, as it would have been recorded if the run had stood at a step. */
final class Prefix {
    private Prefix() {}

    /**
     * What was known after {@code step}. A row of tensors that also covers later steps is left out, but for the first row and where
     * the run has no later steps.
     */
    static Trace of(Trace trace, long step) {
        Trace.Steps steps = trace.steps();
        int size = upTo(steps.step(), step);
        if (size == steps.size()) {
            return trace;
        }
        Trace.Steps first = new Trace.Steps(
                Arrays.copyOf(steps.step(), size),
                Arrays.copyOf(steps.loss(), size),
                Arrays.copyOf(steps.learningRate(), size),
                Arrays.copyOf(steps.normBefore(), size),
                Arrays.copyOf(steps.normAfter(), size),
                Arrays.copyOf(steps.accepted(), size),
                Arrays.copyOf(steps.engaged(), size),
                Arrays.copyOf(steps.pending(), size),
                Arrays.copyOf(steps.threshold(), size));
        return new Trace(
                first, tensors(trace.tensors(), step), metrics(trace.metrics(), step), signals(trace.signals(), step));
    }

    private static Trace.Tensors tensors(Trace.Tensors tensors, long step) {
        int rows = upTo(tensors.step(), step);
        if (rows > 1 && rows < tensors.rows() && tensors.step()[rows] > step + 1) {
            rows--;
        }
        int cells = rows * tensors.names().size();
        return new Trace.Tensors(
                tensors.names(),
                tensors.layers(),
                Arrays.copyOf(tensors.step(), rows),
                Arrays.copyOf(tensors.l2(), cells),
                Arrays.copyOf(tensors.l2Min(), cells),
                Arrays.copyOf(tensors.linf(), cells),
                Arrays.copyOf(tensors.mean(), cells),
                Arrays.copyOf(tensors.nonFinite(), cells));
    }

    private static Trace.Metrics metrics(Trace.Metrics metrics, long step) {
        int rows = upTo(metrics.step(), step);
        Map<String, double[]> values = new LinkedHashMap<>();
        metrics.values().forEach((name, all) -> values.put(name, Arrays.copyOf(all, rows)));
        return new Trace.Metrics(Arrays.copyOf(metrics.step(), rows), values);
    }

    private static Signals signals(Signals signals, long step) {
        Signals.Layers layers = signals.layers();
        int samples = upTo(layers.step(), step);
        int cells = samples * layers.names().size();
        Signals.Updates updates = signals.updates();
        int moves = upTo(updates.step(), step);
        int moved = updates.samples() == 0 ? 0 : updates.weight().length / updates.samples() * moves;
        Signals.Flow flow = signals.flow();
        int flows = upTo(flow.step(), step);
        return new Signals(
                signals.facts(),
                new Signals.Layers(
                        layers.names(),
                        layers.activations(),
                        layers.units(),
                        Arrays.copyOf(layers.step(), samples),
                        Arrays.copyOf(layers.scale(), cells),
                        Arrays.copyOf(layers.mean(), cells),
                        Arrays.copyOf(layers.signal(), cells),
                        Arrays.copyOf(layers.dead(), cells),
                        Arrays.copyOf(layers.saturated(), cells),
                        Arrays.copyOf(layers.nonFinite(), cells),
                        Arrays.copyOf(layers.gradient(), cells)),
                new Signals.Updates(
                        Arrays.copyOf(updates.step(), moves),
                        Arrays.copyOf(updates.weight(), moved),
                        Arrays.copyOf(updates.update(), moved)),
                new Signals.Flow(
                        flow.layers(),
                        Arrays.copyOf(flow.step(), flows),
                        flow.time(),
                        Arrays.copyOf(flow.gradient(), flows * flow.layers().size() * flow.time().length)),
                signals.origins().stream()
                        .filter(origin -> origin.step() <= step)
                        .toList(),
                signals.abandoned());
    }

    private static int upTo(long[] sorted, long step) {
        int at = Arrays.binarySearch(sorted, step);
        return at >= 0 ? at + 1 : -at - 1;
    }
}
