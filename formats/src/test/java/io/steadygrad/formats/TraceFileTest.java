package io.steadygrad.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                        "version <i8 (1,) [1]",
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
                        "metric_train_loss <f8 (1,) [0.25]");
    }

    @Test
    void refusesANewerVersionAndOtherArrays() throws IOException {
        Map<String, NdArray> arrays = new java.util.LinkedHashMap<>(NpzFile.read(file));
        arrays.put("version", NdArray.of(new long[] {2}, List.of(1)));
        NpzFile.write(file, arrays);
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("version [2]");

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
