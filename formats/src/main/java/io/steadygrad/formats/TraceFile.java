package io.steadygrad.formats;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Trace} as an .npz that NumPy opens: {@code numpy.load('trace.npz')['loss']}. With S steps, K rows of T tensors and
 * M evaluations it holds
 *
 * <pre>
 * version                                            int64   [1]     the format's version, 2
 * step                                               int64   [S]
 * loss, learning_rate, norm_before, norm_after       float64 [S]     NaN where absent or not finite
 * accepted, engaged, pending                         uint8   [S]     0 or 1
 * threshold                                          float64 [S]     NaN where the method has none
 * tensor_step                                        int64   [K]     first step of each row
 * l2, l2_min, linf, mean                             float32 [K, T]  extremes over the steps of a row
 * non_finite                                         int64   [K, T]
 * names, layers                                      str     [T]
 * metric_step                                        int64   [M]
 * metric_NAME                                        float64 [M]     one array per metric
 * </pre>
 *
 * and, from version 2 on, the {@link Signals}: {@code fact_...} only where facts were stated, with A samples of L layers, B samples of
 * the T tensors, C samples of R recurrent layers at P places in time, N origins and D abandoned pieces of E steps together
 *
 * <pre>
 * fact_texts                                         str     [4]     task, loss, optimizer, output's activation
 * facts                                              float64 [5]     chance loss, chance accuracy, budget, steps of an epoch, units of the output
 * fact_inputs, fact_targets                          float64 [8]     rows, columns, non-finite, constant, largest, rms, least, greatest scale
 * layer_names, layer_activations                     str     [L]
 * layer_units                                        int64   [L]
 * layer_step                                         int64   [A]
 * layer_scale, _mean, _signal, _dead, _saturated     float32 [A, L]
 * layer_non_finite                                   int64   [A, L]
 * layer_gradient                                     float32 [A, L]  back-propagated to the outputs
 * update_step                                        int64   [B]
 * update_weight, update                              float32 [B, T]  l2 before the step, and of its change
 * flow_layers                                        str     [R]
 * flow_step                                          int64   [C]
 * flow_time                                          int64   [P]
 * flow_gradient                                      float32 [C, R, P]
 * origin_step, origin_batch                          int64   [N]
 * origin_place, origin_layer                         str     [N]
 * origin_rows                                        int64   [N, 8]  -1 where there are fewer
 * abandoned_remedy                                   str     [D]
 * abandoned_length                                   int64   [D]     steps of each piece
 * abandoned_step                                     int64   [E]     piece by piece
 * abandoned_loss, abandoned_norm                     float64 [E]
 * </pre>
 *
 * A file of version 1 is read with {@link Signals#NONE}. Written atomically. <b>Errors.</b> {@link FormatException} for a file that is missing, damaged, of a newer version or no trace.
 */
public final class TraceFile {
    private static final long VERSION = 2;
    private static final String METRIC = "metric_";
    private static final String METRIC_STEP = "metric_step";

    private TraceFile() {}

    public static void write(Path file, Trace trace) throws IOException {
        NpzFile.writeCompressed(file, arrays(trace));
    }

    /** The file's arrays by name, for other formats. */
    public static Map<String, NdArray> arrays(Trace trace) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("version", NdArray.of(new long[] {VERSION}, List.of(1)));
        Trace.Steps steps = trace.steps();
        List<Integer> s = List.of(steps.size());
        arrays.put("step", NdArray.of(steps.step(), s));
        arrays.put("loss", NdArray.of(steps.loss(), s));
        arrays.put("learning_rate", NdArray.of(steps.learningRate(), s));
        arrays.put("norm_before", NdArray.of(steps.normBefore(), s));
        arrays.put("norm_after", NdArray.of(steps.normAfter(), s));
        arrays.put("accepted", bits(steps.accepted()));
        arrays.put("engaged", bits(steps.engaged()));
        arrays.put("pending", bits(steps.pending()));
        arrays.put("threshold", NdArray.of(steps.threshold(), s));
        Trace.Tensors tensors = trace.tensors();
        List<Integer> kt = List.of(tensors.rows(), tensors.names().size());
        arrays.put("tensor_step", NdArray.of(tensors.step(), List.of(tensors.rows())));
        arrays.put("l2", NdArray.of(tensors.l2(), kt));
        arrays.put("l2_min", NdArray.of(tensors.l2Min(), kt));
        arrays.put("linf", NdArray.of(tensors.linf(), kt));
        arrays.put("mean", NdArray.of(tensors.mean(), kt));
        arrays.put("non_finite", NdArray.of(tensors.nonFinite(), kt));
        arrays.put("names", NdArray.ofTexts(tensors.names()));
        arrays.put("layers", NdArray.ofTexts(tensors.layers()));
        long[] metricStep = trace.metrics().step();
        arrays.put(METRIC_STEP, NdArray.of(metricStep, List.of(metricStep.length)));
        trace.metrics()
                .values()
                .forEach((name, values) -> arrays.put(METRIC + name, NdArray.of(values, List.of(values.length))));
        SignalArrays.write(trace.signals(), arrays);
        return arrays;
    }

    public static Trace read(Path file) throws IOException {
        Fields fields = new Fields(file, NpzFile.read(file));
        long[] version = fields.longs("version");
        if (version.length != 1 || version[0] < 1 || version[0] > VERSION) {
            throw new FormatException(file + " has the trace version " + java.util.Arrays.toString(version)
                    + ", this program reads versions 1 to " + VERSION + "; read it with the program that wrote it");
        }
        try {
            Signals signals = version[0] == 1 ? Signals.NONE : SignalArrays.read(fields);
            return new Trace(steps(fields), tensors(fields), metrics(fields), signals);
        } catch (FormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new FormatException(file + " is a damaged trace. " + e.getMessage(), e);
        }
    }

    private static Trace.Steps steps(Fields fields) {
        return new Trace.Steps(
                fields.longs("step"),
                fields.doubles("loss"),
                fields.doubles("learning_rate"),
                fields.doubles("norm_before"),
                fields.doubles("norm_after"),
                fields.truths("accepted"),
                fields.truths("engaged"),
                fields.truths("pending"),
                fields.doubles("threshold"));
    }

    private static Trace.Tensors tensors(Fields fields) {
        return new Trace.Tensors(
                fields.get("names").toTexts(),
                fields.get("layers").toTexts(),
                fields.longs("tensor_step"),
                fields.get("l2").toFloats(),
                fields.get("l2_min").toFloats(),
                fields.get("linf").toFloats(),
                fields.get("mean").toFloats(),
                fields.longs("non_finite"));
    }

    private static Trace.Metrics metrics(Fields fields) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (String name : fields.arrays().keySet()) {
            if (name.startsWith(METRIC) && !name.equals(METRIC_STEP)) {
                values.put(name.substring(METRIC.length()), fields.doubles(name));
            }
        }
        return new Trace.Metrics(fields.longs(METRIC_STEP), values);
    }

    private static NdArray bits(boolean[] truths) {
        byte[] bits = new byte[truths.length];
        for (int i = 0; i < truths.length; i++) {
            bits[i] = (byte) (truths[i] ? 1 : 0);
        }
        return NdArray.uint8(bits, List.of(bits.length));
    }

    record Fields(Path file, Map<String, NdArray> arrays) {
        NdArray get(String name) {
            NdArray array = arrays.get(name);
            if (array == null) {
                throw new FormatException(file + " is not a trace: it has no array '" + name + "'");
            }
            return array;
        }

        boolean has(String name) {
            return arrays.containsKey(name);
        }

        List<String> texts(String name) {
            return get(name).toTexts();
        }

        float[] floats(String name) {
            return get(name).toFloats();
        }

        long[] longs(String name) {
            return get(name).toLongs();
        }

        double[] doubles(String name) {
            return get(name).toDoubles();
        }

        boolean[] truths(String name) {
            long[] bits = longs(name);
            boolean[] truths = new boolean[bits.length];
            for (int i = 0; i < bits.length; i++) {
                truths[i] = bits[i] != 0;
            }
            return truths;
        }
    }
}
