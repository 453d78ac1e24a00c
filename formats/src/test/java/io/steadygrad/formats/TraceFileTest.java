package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.trace.LayerSample;
import io.steadygrad.trace.SignalRecorder;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    @TempDir
    Path folder;

    private Path file;
    private Trace trace;

    @BeforeEach
    void record() throws IOException {
        file = folder.resolve("t.npz");
        TraceRecorder recorder = new TraceRecorder(List.of("hidden.0.weight", "bias"), List.of("hidden.0", "bias"));
        recorder.step(1, 0.5, 0.01, 13, 1, true, false, true, 1.0);
        recorder.tensors(1, new double[] {5, 12}, new double[] {4, 12}, new double[] {-0.5, 2}, new long[] {0, 0});
        recorder.step(2, Double.NaN, 0.01, Double.POSITIVE_INFINITY, 2, false, true, false, Double.NaN);
        recorder.tensors(
                2, new double[] {1, Double.NaN}, new double[] {1, 2}, new double[] {0, Double.NaN}, new long[] {0, 7});
        recorder.evaluation(2, Map.of("train_loss", 0.25, "test_accuracy", 0.75));
        SignalRecorder signals = recorder.signals();
        Signals.Columns inputs = new Signals.Columns(700, 2, 1, 0, 9.5, 2, 0.5, 1.5);
        Signals.Columns targets = new Signals.Columns(700, 1, 0, 0, 1, 0.7, 0.5, 0.5);
        signals.facts(new Signals.Facts(
                "classification", "cross_entropy", 0.69, 0.5, 900, 3, "sgd(lr=0.1)", "softmax", 2, inputs, targets));
        signals.layers(1, List.of(new LayerSample("hidden.0", "relu", 5, 1, 0.5, 0.25, 0.2, Double.NaN, 3, 1e-9)));
        signals.updates(1, new double[] {3, 4}, new double[] {0.5, 0});
        signals.flow(2, List.of("recurrent"), new long[] {0, 4}, new double[] {1e-9, 2});
        signals.origin(new Signals.Origin(2, "input", "", 1, List.of(17L, 40L)));
        signals.origin(new Signals.Origin(2, "forward", "hidden.0", 1, List.of()));
        signals.abandoned(
                new Signals.Abandoned("", new long[] {1, 2}, new double[] {0.5, Double.NaN}, new double[] {13, 14}));
        signals.abandoned(new Signals.Abandoned("clip", new long[] {1}, new double[] {0.5}, new double[] {13}));
        trace = recorder.trace();
        TraceFile.write(file, trace);
    }

    @Test
    void keepsATraceThroughARoundTrip() throws IOException {
        assertThat(TraceFile.read(file))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(trace);
    }

    @Test
    void keepsAnEmptyTrace() throws IOException {
        Trace empty = new TraceRecorder(List.of(), List.of()).trace();
        TraceFile.write(file, empty);

        assertThat(TraceFile.read(file)).usingRecursiveComparison().isEqualTo(empty);
    }

    @Test
    void numPySeesTheDocumentedArrays() throws Exception {
        String seen = NumPy.run("""
                t = np.load(sys.argv[1])
                for name in t: print(name, t[name].dtype.str, t[name].shape, t[name].tolist())
                """, file);

        assertThat(seen.lines())
                .containsExactly(
                        "version <i8 (1,) [2]",
                        "step <i8 (2,) [1, 2]",
                        "loss <f8 (2,) [0.5, nan]",
                        "learning_rate <f8 (2,) [0.01, 0.01]",
                        "norm_before <f8 (2,) [13.0, nan]",
                        "norm_after <f8 (2,) [1.0, 2.0]",
                        "accepted |u1 (2,) [1, 0]",
                        "engaged |u1 (2,) [1, 0]",
                        "pending |u1 (2,) [0, 1]",
                        "threshold <f8 (2,) [1.0, nan]",
                        "tensor_step <i8 (2,) [1, 2]",
                        "l2 <f4 (2, 2) [[5.0, 12.0], [1.0, nan]]",
                        "l2_min <f4 (2, 2) [[5.0, 12.0], [1.0, nan]]",
                        "linf <f4 (2, 2) [[4.0, 12.0], [1.0, 2.0]]",
                        "mean <f4 (2, 2) [[-0.5, 2.0], [0.0, nan]]",
                        "non_finite <i8 (2, 2) [[0, 0], [0, 7]]",
                        "names <U15 (2,) ['hidden.0.weight', 'bias']",
                        "layers <U8 (2,) ['hidden.0', 'bias']",
                        "metric_step <i8 (1,) [2]",
                        "metric_test_accuracy <f8 (1,) [0.75]",
                        "metric_train_loss <f8 (1,) [0.25]",
                        "fact_texts <U14 (4,) ['classification', 'cross_entropy', 'sgd(lr=0.1)', 'softmax']",
                        "facts <f8 (5,) [0.69, 0.5, 900.0, 3.0, 2.0]",
                        "fact_inputs <f8 (8,) [700.0, 2.0, 1.0, 0.0, 9.5, 2.0, 0.5, 1.5]",
                        "fact_targets <f8 (8,) [700.0, 1.0, 0.0, 0.0, 1.0, 0.7, 0.5, 0.5]",
                        "layer_names <U8 (1,) ['hidden.0']",
                        "layer_activations <U4 (1,) ['relu']",
                        "layer_units <i8 (1,) [5]",
                        "layer_step <i8 (1,) [1]",
                        "layer_scale <f4 (1, 1) [[1.0]]",
                        "layer_mean <f4 (1, 1) [[0.5]]",
                        "layer_signal <f4 (1, 1) [[0.25]]",
                        "layer_dead <f4 (1, 1) [[0.20000000298023224]]",
                        "layer_saturated <f4 (1, 1) [[nan]]",
                        "layer_non_finite <i8 (1, 1) [[3]]",
                        "layer_gradient <f4 (1, 1) [[9.999999717180685e-10]]",
                        "update_step <i8 (1,) [1]",
                        "update_weight <f4 (1, 2) [[3.0, 4.0]]",
                        "update <f4 (1, 2) [[0.5, 0.0]]",
                        "flow_layers <U9 (1,) ['recurrent']",
                        "flow_step <i8 (1,) [2]",
                        "flow_time <i8 (2,) [0, 4]",
                        "flow_gradient <f4 (1, 1, 2) [[[9.999999717180685e-10, 2.0]]]",
                        "origin_step <i8 (2,) [2, 2]",
                        "origin_place <U7 (2,) ['input', 'forward']",
                        "origin_layer <U8 (2,) ['', 'hidden.0']",
                        "origin_batch <i8 (2,) [1, 1]",
                        "origin_rows <i8 (2, 8) [[17, 40, -1, -1, -1, -1, -1, -1], [-1, -1, -1, -1, -1, -1, -1, -1]]",
                        "abandoned_remedy <U4 (2,) ['', 'clip']",
                        "abandoned_length <i8 (2,) [2, 1]",
                        "abandoned_step <i8 (3,) [1, 2, 1]",
                        "abandoned_loss <f8 (3,) [0.5, nan, 0.5]",
                        "abandoned_norm <f8 (3,) [13.0, 14.0, 13.0]");
    }

    @Test
    void readsAFileOfVersion1WithoutSignals() throws IOException {
        Map<String, NdArray> arrays = new java.util.LinkedHashMap<>(NpzFile.read(file));
        arrays.put("version", NdArray.of(new long[] {1}, List.of(1)));
        arrays.keySet().removeIf(name -> name.matches("(fact|layer_|update|flow|origin|abandoned).*"));
        NpzFile.write(file, arrays);

        Trace old = TraceFile.read(file);

        assertThat(old.signals()).isEqualTo(Signals.NONE);
        assertThat(old.steps().loss()).containsExactly(0.5, Double.NaN);
    }

    @Test
    void refusesANewerVersionAndOtherArrays() throws IOException {
        Map<String, NdArray> arrays = new java.util.LinkedHashMap<>(NpzFile.read(file));
        arrays.put("version", NdArray.of(new long[] {3}, List.of(1)));
        NpzFile.write(file, arrays);
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("version [3]");

        arrays.put("version", NdArray.of(new long[] {1}, List.of(1)));
        arrays.put("loss", NdArray.of(new double[1], List.of(1)));
        NpzFile.write(file, arrays);
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("'loss' must have 2 entries, but it has 1");

        NpzFile.write(file, Map.of("w", NdArray.of(new float[1], List.of(1))));
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is not a trace");
    }
}
