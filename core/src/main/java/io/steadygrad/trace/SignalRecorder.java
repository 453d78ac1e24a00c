package io.steadygrad.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers {@link Signals} while a run goes on, in bounded memory: at most {@value #SAMPLES} samples of each kind (fewer for very
 * many layers or tensors), thinned evenly but for their beginning; at most {@value #ORIGINS} origins.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} where steps do not rise, or a sample has other layers, tensors or places than the
 * first one of its kind. Not thread-safe.
 */
public final class SignalRecorder {
    /** Most samples of a kind. */
    public static final int SAMPLES = 512;
    /** Most origins of a run; what comes later has been seen before. */
    public static final int ORIGINS = 16;
    /** Numbers of a kind that a sample may hold, times samples: 1.6 MB of layers, 0.4 MB of moves. */
    private static final int CELLS = 50_000;

    private final int tensors;
    private final Samples<double[][]> updates;
    private final List<Signals.Origin> origins = new ArrayList<>();
    private final List<Signals.Abandoned> abandoned = new ArrayList<>();
    private Signals.@Nullable Facts facts;
    private List<LayerSample> first = List.of();
    private Samples<List<LayerSample>> layers = new Samples<>(SAMPLES);
    private List<String> recurrent = List.of();
    private long[] time = new long[0];
    private Samples<double[]> flow = new Samples<>(SAMPLES);

    SignalRecorder(int tensors) {
        this.tensors = tensors;
        updates = new Samples<>(limit(tensors));
    }

    private static int limit(int cells) {
        return Math.min(SAMPLES, CELLS / Math.max(1, cells));
    }

    /** What is known before the first step. */
    public void facts(Signals.Facts known) {
        facts = known;
    }

    /** What all layers showed at one step, in the order of the forward pass. */
    public void layers(long step, List<LayerSample> sample) {
        List<String> names = sample.stream().map(LayerSample::name).toList();
        if (layers.size() == 0) {
            first = List.copyOf(sample);
            layers = new Samples<>(limit(sample.size()));
        }
        List<String> expected = first.stream().map(LayerSample::name).toList();
        require(expected.equals(names), "layers", expected, names);
        layers.add(step, List.copyOf(sample));
    }

    /**
     * How far each tensor moved at one step.
     *
     * @param weight l2 norm of each before the step, {@code update} of the change; kept, not copied
     */
    public void updates(long step, double[] weight, double[] update) {
        require(weight.length == tensors && update.length == tensors, "tensors", tensors, weight.length);
        updates.add(step, new double[][] {weight, update});
    }

    /**
     * Gradients on their way back through time at one step.
     *
     * @param names of the recurrent layers
     * @param places in time, rising
     * @param gradient of each layer at each place, layer by layer; kept, not copied
     */
    public void flow(long step, List<String> names, long[] places, double[] gradient) {
        if (flow.size() == 0) {
            recurrent = List.copyOf(names);
            time = places.clone();
            flow = new Samples<>(limit(gradient.length));
        }
        require(recurrent.equals(names) && java.util.Arrays.equals(time, places), "recurrent layers", recurrent, names);
        require(gradient.length == names.size() * places.length, "gradients", time.length, gradient.length);
        flow.add(step, gradient);
    }

    private static void require(boolean same, String what, Object expected, Object received) {
        if (!same) {
            throw new IllegalArgumentException("Every sample of a run must have the same " + what + ", " + expected
                    + ", but one has " + received + "; use a recorder for each run");
        }
    }

    /** Where numbers stopped being finite; beyond the first {@value #ORIGINS} nothing is kept. */
    public void origin(Signals.Origin origin) {
        if (wantsOrigin()) {
            origins.add(origin);
        }
    }

    /** Whether another origin would be kept. */
    public boolean wantsOrigin() {
        return origins.size() < ORIGINS;
    }

    /** A piece of training that was taken back. */
    public void abandoned(Signals.Abandoned piece) {
        abandoned.add(piece);
    }

    /** A copy of all but the facts, by name; what is text is part of the names. */
    void save(Map<String, double[]> saved) {
        updates.save("updates", sample -> concat(sample[0], sample[1]), saved);
        for (int i = 0; i < first.size(); i++) {
            LayerSample layer = first.get(i);
            saved.put(name("layer", i, layer.activation(), layer.name()), new double[] {layer.units()});
        }
        layers.save(
                "layers",
                sample ->
                        sample.stream().flatMapToDouble(SignalRecorder::numbers).toArray(),
                saved);
        for (int i = 0; i < recurrent.size(); i++) {
            saved.put(
                    name("recurrent", i, "", recurrent.get(i)),
                    Arrays.stream(time).asDoubleStream().toArray());
        }
        flow.save("flow", gradient -> gradient, saved);
        for (int i = 0; i < origins.size(); i++) {
            Signals.Origin origin = origins.get(i);
            saved.put(
                    name("origin", i, origin.place(), origin.layer()),
                    concat(
                            new double[] {origin.step(), origin.batch()},
                            origin.rows().stream().mapToDouble(row -> row).toArray()));
        }
    }

    /** Takes over what {@link #save} gave; facts and abandoned pieces stay. */
    void load(Map<String, double[]> saved) {
        int width = 2 * tensors;
        updates.load("updates", saved, width, sample ->
                new double[][] {Arrays.copyOf(sample, tensors), Arrays.copyOfRange(sample, tensors, width)});
        List<LayerSample> shown = new ArrayList<>();
        each(
                "layer",
                saved,
                (activation, name, numbers) -> shown.add(layer(name, activation, numbers[0], new double[7], 0)));
        first = List.copyOf(shown);
        layers = new Samples<>(first.isEmpty() ? SAMPLES : limit(first.size()));
        layers.load("layers", saved, 7 * first.size(), numbers -> {
            List<LayerSample> sample = new ArrayList<>();
            for (int i = 0; i < first.size(); i++) {
                sample.add(layer(
                        first.get(i).name(),
                        first.get(i).activation(),
                        first.get(i).units(),
                        numbers,
                        7 * i));
            }
            return sample;
        });
        List<String> names = new ArrayList<>();
        each("recurrent", saved, (none, name, places) -> {
            names.add(name);
            time = Arrays.stream(places).mapToLong(place -> (long) place).toArray();
        });
        recurrent = List.copyOf(names);
        int cells = recurrent.size() * time.length;
        flow = new Samples<>(cells == 0 ? SAMPLES : limit(cells));
        flow.load("flow", saved, cells, gradient -> gradient);
        origins.clear();
        each(
                "origin",
                saved,
                (place, layer, numbers) -> origins.add(new Signals.Origin(
                        (long) numbers[0],
                        place,
                        layer,
                        (long) numbers[1],
                        Arrays.stream(numbers)
                                .skip(2)
                                .mapToObj(row -> (long) row)
                                .toList())));
    }

    private interface Named {
        void take(String kind, String name, double[] numbers);
    }

    private static String name(String what, int i, String kind, String name) {
        return what + "/" + i + "/" + kind + "/" + name;
    }

    private static void each(String what, Map<String, double[]> saved, Named taker) {
        for (int i = 0; ; i++) {
            String prefix = what + "/" + i + "/";
            String found = saved.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .findFirst()
                    .orElse("");
            if (found.isEmpty()) {
                return;
            }
            String[] parts = found.split("/", 4);
            taker.take(parts[2], parts[3], TraceRecorder.saved(saved, found));
        }
    }

    private static DoubleStream numbers(LayerSample layer) {
        return DoubleStream.of(
                layer.scale(),
                layer.mean(),
                layer.signal(),
                layer.dead(),
                layer.saturated(),
                layer.nonFinite(),
                layer.gradient());
    }

    private static LayerSample layer(String name, String activation, double units, double[] n, int at) {
        return new LayerSample(
                name,
                activation,
                (long) units,
                n[at],
                n[at + 1],
                n[at + 2],
                n[at + 3],
                n[at + 4],
                (long) n[at + 5],
                n[at + 6]);
    }

    private static double[] concat(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** What was recorded so far; recording may go on. */
    public Signals signals() {
        return new Signals(
                facts,
                layers.size() == 0 ? Signals.Layers.NONE : layers(),
                new Signals.Updates(
                        updates.steps(),
                        updates.floats(tensors, sample -> sample[0]),
                        updates.floats(tensors, sample -> sample[1])),
                flow.size() == 0
                        ? Signals.Flow.NONE
                        : new Signals.Flow(
                                recurrent, flow.steps(), time, flow.floats(recurrent.size() * time.length, g -> g)),
                origins,
                abandoned);
    }

    private Signals.Layers layers() {
        int width = first.size();
        return new Signals.Layers(
                first.stream().map(LayerSample::name).toList(),
                first.stream().map(LayerSample::activation).toList(),
                first.stream().mapToLong(LayerSample::units).toArray(),
                layers.steps(),
                Samples.floats(layers, width, LayerSample::scale),
                Samples.floats(layers, width, LayerSample::mean),
                Samples.floats(layers, width, LayerSample::signal),
                Samples.floats(layers, width, LayerSample::dead),
                Samples.floats(layers, width, LayerSample::saturated),
                layers.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(LayerSample::nonFinite)
                        .toArray(),
                Samples.floats(layers, width, LayerSample::gradient));
    }
}
