package io.steadygrad.formats;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Signals.Abandoned;
import io.steadygrad.trace.Signals.Columns;
import io.steadygrad.trace.Signals.Facts;
import io.steadygrad.trace.Signals.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Signals} as arrays of a {@link TraceFile}, which documents them. */
final class SignalArrays {
    private static final int ROWS = 8;

    private SignalArrays() {}

    static void write(Signals signals, Map<String, NdArray> arrays) {
        Facts facts = signals.facts();
        if (facts != null) {
            arrays.put(
                    "fact_texts",
                    NdArray.ofTexts(List.of(facts.task(), facts.loss(), facts.optimizer(), facts.outputActivation())));
            arrays.put(
                    "facts",
                    doubles(
                            facts.chanceLoss(),
                            facts.chanceAccuracy(),
                            facts.budget(),
                            facts.stepsPerEpoch(),
                            facts.outputUnits()));
            arrays.put("fact_inputs", columns(facts.inputs()));
            arrays.put("fact_targets", columns(facts.targets()));
        }
        layers(signals.layers(), arrays);
        Signals.Updates updates = signals.updates();
        int tensors = updates.samples() == 0 ? 0 : updates.weight().length / updates.samples();
        arrays.put("update_step", longs(updates.step()));
        arrays.put("update_weight", NdArray.of(updates.weight(), List.of(updates.samples(), tensors)));
        arrays.put("update", NdArray.of(updates.update(), List.of(updates.samples(), tensors)));
        Signals.Flow flow = signals.flow();
        arrays.put("flow_layers", NdArray.ofTexts(flow.layers()));
        arrays.put("flow_step", longs(flow.step()));
        arrays.put("flow_time", longs(flow.time()));
        arrays.put(
                "flow_gradient",
                NdArray.of(
                        flow.gradient(),
                        List.of(flow.step().length, flow.layers().size(), flow.time().length)));
        origins(signals.origins(), arrays);
        abandoned(signals.abandoned(), arrays);
    }

    private static void layers(Signals.Layers layers, Map<String, NdArray> arrays) {
        List<Integer> shape = List.of(layers.samples(), layers.names().size());
        arrays.put("layer_names", NdArray.ofTexts(layers.names()));
        arrays.put("layer_activations", NdArray.ofTexts(layers.activations()));
        arrays.put("layer_units", longs(layers.units()));
        arrays.put("layer_step", longs(layers.step()));
        arrays.put("layer_scale", NdArray.of(layers.scale(), shape));
        arrays.put("layer_mean", NdArray.of(layers.mean(), shape));
        arrays.put("layer_signal", NdArray.of(layers.signal(), shape));
        arrays.put("layer_dead", NdArray.of(layers.dead(), shape));
        arrays.put("layer_saturated", NdArray.of(layers.saturated(), shape));
        arrays.put("layer_non_finite", NdArray.of(layers.nonFinite(), shape));
        arrays.put("layer_gradient", NdArray.of(layers.gradient(), shape));
    }

    private static void origins(List<Origin> origins, Map<String, NdArray> arrays) {
        long[] rows = new long[origins.size() * ROWS];
        Arrays.fill(rows, -1);
        for (int i = 0; i < origins.size(); i++) {
            List<Long> some = origins.get(i).rows();
            for (int r = 0; r < Math.min(ROWS, some.size()); r++) {
                rows[i * ROWS + r] = some.get(r);
            }
        }
        arrays.put("origin_step", longs(origins.stream().mapToLong(Origin::step).toArray()));
        arrays.put(
                "origin_place",
                NdArray.ofTexts(origins.stream().map(Origin::place).toList()));
        arrays.put(
                "origin_layer",
                NdArray.ofTexts(origins.stream().map(Origin::layer).toList()));
        arrays.put(
                "origin_batch", longs(origins.stream().mapToLong(Origin::batch).toArray()));
        arrays.put("origin_rows", NdArray.of(rows, List.of(origins.size(), ROWS)));
    }

    private static void abandoned(List<Abandoned> pieces, Map<String, NdArray> arrays) {
        arrays.put(
                "abandoned_remedy",
                NdArray.ofTexts(pieces.stream().map(Abandoned::remedy).toList()));
        arrays.put(
                "abandoned_length",
                longs(pieces.stream().mapToLong(piece -> piece.step().length).toArray()));
        arrays.put(
                "abandoned_step",
                longs(pieces.stream()
                        .flatMapToLong(piece -> Arrays.stream(piece.step()))
                        .toArray()));
        arrays.put(
                "abandoned_loss",
                doubles(pieces.stream()
                        .flatMapToDouble(piece -> Arrays.stream(piece.loss()))
                        .toArray()));
        arrays.put(
                "abandoned_norm",
                doubles(pieces.stream()
                        .flatMapToDouble(piece -> Arrays.stream(piece.norm()))
                        .toArray()));
    }

    static Signals read(TraceFile.Fields fields) {
        return new Signals(
                fields.has("facts") ? facts(fields) : null,
                new Signals.Layers(
                        fields.texts("layer_names"),
                        fields.texts("layer_activations"),
                        fields.longs("layer_units"),
                        fields.longs("layer_step"),
                        fields.floats("layer_scale"),
                        fields.floats("layer_mean"),
                        fields.floats("layer_signal"),
                        fields.floats("layer_dead"),
                        fields.floats("layer_saturated"),
                        fields.longs("layer_non_finite"),
                        fields.floats("layer_gradient")),
                new Signals.Updates(
                        fields.longs("update_step"), fields.floats("update_weight"), fields.floats("update")),
                new Signals.Flow(
                        fields.texts("flow_layers"),
                        fields.longs("flow_step"),
                        fields.longs("flow_time"),
                        fields.floats("flow_gradient")),
                origins(fields),
                abandoned(fields));
    }

    private static @Nullable Facts facts(TraceFile.Fields fields) {
        List<String> texts = fields.texts("fact_texts");
        double[] numbers = fields.doubles("facts");
        require(texts.size() == 4 && numbers.length == 5, "facts");
        return new Facts(
                texts.get(0),
                texts.get(1),
                numbers[0],
                numbers[1],
                (long) numbers[2],
                (long) numbers[3],
                texts.get(2),
                texts.get(3),
                (long) numbers[4],
                columns(fields.doubles("fact_inputs")),
                columns(fields.doubles("fact_targets")));
    }

    private static List<Origin> origins(TraceFile.Fields fields) {
        long[] step = fields.longs("origin_step");
        List<String> place = fields.texts("origin_place");
        List<String> layer = fields.texts("origin_layer");
        long[] batch = fields.longs("origin_batch");
        long[] rows = fields.longs("origin_rows");
        require(
                place.size() == step.length
                        && layer.size() == step.length
                        && batch.length == step.length
                        && rows.length == step.length * ROWS,
                "origin");
        List<Origin> origins = new ArrayList<>();
        for (int i = 0; i < step.length; i++) {
            List<Long> some = Arrays.stream(rows, i * ROWS, (i + 1) * ROWS)
                    .filter(row -> row >= 0)
                    .boxed()
                    .toList();
            origins.add(new Origin(step[i], place.get(i), layer.get(i), batch[i], some));
        }
        return origins;
    }

    private static List<Abandoned> abandoned(TraceFile.Fields fields) {
        List<String> remedies = fields.texts("abandoned_remedy");
        long[] length = fields.longs("abandoned_length");
        long[] step = fields.longs("abandoned_step");
        double[] loss = fields.doubles("abandoned_loss");
        double[] norm = fields.doubles("abandoned_norm");
        require(
                length.length == remedies.size()
                        && Arrays.stream(length).allMatch(each -> each >= 0)
                        && Arrays.stream(length).sum() == step.length
                        && loss.length == step.length
                        && norm.length == step.length,
                "abandoned");
        List<Abandoned> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length.length; i++) {
            int to = from + (int) length[i];
            pieces.add(new Abandoned(
                    remedies.get(i),
                    Arrays.copyOfRange(step, from, to),
                    Arrays.copyOfRange(loss, from, to),
                    Arrays.copyOfRange(norm, from, to)));
            from = to;
        }
        return pieces;
    }

    private static void require(boolean fits, String part) {
        if (!fits) {
            throw new IllegalArgumentException("The arrays of its '" + part + "' do not fit together");
        }
    }

    private static NdArray columns(Columns columns) {
        return doubles(
                columns.rows(),
                columns.columns(),
                columns.nonFinite(),
                columns.constant(),
                columns.largest(),
                columns.rms(),
                columns.leastScale(),
                columns.greatestScale());
    }

    private static Columns columns(double[] numbers) {
        require(numbers.length == 8, "columns");
        return new Columns(
                (long) numbers[0],
                (long) numbers[1],
                (long) numbers[2],
                (long) numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7]);
    }

    private static NdArray longs(long[] values) {
        return NdArray.of(values, List.of(values.length));
    }

    private static NdArray doubles(double... values) {
        return NdArray.of(values, List.of(values.length));
    }
}
