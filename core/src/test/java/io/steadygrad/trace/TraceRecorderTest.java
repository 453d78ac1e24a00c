package io.steadygrad.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceRecorderTest {
    private final TraceRecorder recorder = new TraceRecorder(List.of("w"), List.of("w"));

    private void tensor(long step, double l2, double linf, double mean, long nonFinite) {
        recorder.tensors(step, new double[] {l2}, new double[] {linf}, new double[] {mean}, new long[] {nonFinite});
    }

    @Test
    void keepsLossAndNormsOfEveryStep() {
        for (int step = 1; step <= 5000; step++) {
            recorder.step(step, 1.0 / step, 0.1, step, step / 2.0, step % 2 == 0, step % 3 == 0, step % 5 == 0, 1);
        }
        Trace.Steps steps = recorder.trace().steps();

        assertThat(steps.size()).isEqualTo(5000);
        assertThat(steps.step()[4999]).isEqualTo(5000);
        assertThat(steps.loss()[2999]).isEqualTo(1.0 / 3000);
        assertThat(steps.normBefore()[4321]).isEqualTo(4322);
        assertThat(steps.normAfter()[4321]).isEqualTo(2161);
        assertThat(steps.accepted()[4321]).isTrue();
        assertThat(steps.pending()[4321]).isFalse();
        assertThat(steps.pending()[2]).isTrue();
        assertThat(steps.engaged()[4]).isTrue();
        assertThat(steps.engaged()[5]).isFalse();
    }

    @Test
    void keepsWhatIsNotFiniteAsNaN() {
        recorder.step(
                1,
                Double.POSITIVE_INFINITY,
                0.1,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                false,
                false,
                false,
                Double.NaN);
        Trace.Steps steps = recorder.trace().steps();

        assertThat(steps.loss()).containsExactly(Double.NaN);
        assertThat(steps.normBefore()).containsExactly(Double.NaN);
        assertThat(steps.normAfter()).containsExactly(Double.NaN);
        assertThat(steps.learningRate()).containsExactly(0.1);
    }

    @Test
    void keepsEveryRowOfAShortRun() {
        tensor(1, 5, 4, -1, 0);
        tensor(2, 3, 2, 1, 6);
        Trace.Tensors tensors = recorder.trace().tensors();

        assertThat(tensors.step()).containsExactly(1, 2);
        assertThat(tensors.l2()).containsExactly(5, 3);
        assertThat(tensors.l2Min()).containsExactly(5, 3);
        assertThat(tensors.linf()).containsExactly(4, 2);
        assertThat(tensors.mean()).containsExactly(-1, 1);
        assertThat(tensors.nonFinite()).containsExactly(0, 6);
    }

    @Test
    void thinsALongRunEvenlyAndKeepsItsExtremes() {
        int last = 100_000;
        for (int step = 1; step <= last; step++) {
            double l2 = step == 77_777 ? 1e6 : step == 33_333 ? 1e-6 : 1;
            double mean = step == 50_001 ? -9 : 0.5;
            tensor(step, l2, l2 / 2, mean, step % 10_000 == 0 ? 1 : 0);
        }
        Trace.Tensors tensors = recorder.trace().tensors();

        // 1024 rows of 64 steps end at 65,536; so rows cover 128 steps, and 100,000 / 128 = 781.25.
        assertThat(tensors.rows()).isEqualTo(782);
        assertThat(tensors.step()).startsWith(1, 129, 257).endsWith(781 * 128 + 1);
        int spike = (77_777 - 1) / 128;
        assertThat(tensors.l2()[spike]).isEqualTo(1e6f);
        assertThat(tensors.l2Min()[spike]).isEqualTo(1);
        assertThat(tensors.linf()[spike]).isEqualTo(5e5f);
        int dip = (33_333 - 1) / 128;
        assertThat(tensors.l2Min()[dip]).isEqualTo(1e-6f);
        assertThat(tensors.l2()[dip]).isEqualTo(1);
        assertThat(tensors.mean()[(50_001 - 1) / 128]).isEqualTo(-9);
        assertThat(java.util.Arrays.stream(tensors.nonFinite()).sum()).isEqualTo(10);
    }

    @Test
    void countsARowWithoutAFiniteNumberAsNaNOnlyWhileNothingElseIsThere() {
        for (int step = 1; step <= 1025; step++) {
            tensor(step, step == 1 ? Double.NaN : step, step == 2 ? Double.POSITIVE_INFINITY : step, step, 0);
        }
        Trace.Tensors tensors = recorder.trace().tensors();

        assertThat(tensors.rows()).isEqualTo(513);
        assertThat(tensors.l2()[0]).isEqualTo(2);
        assertThat(tensors.l2Min()[0]).isEqualTo(2);
        assertThat(tensors.linf()[0]).isEqualTo(1);
    }

    @Test
    void keepsTinyAndHugeNumbersApartFromZeroAndInfinity() {
        tensor(1, 1e-60, 1e60, -1e-60, 0);
        tensor(2, 0, 0, 0, 0);
        Trace.Tensors tensors = recorder.trace().tensors();

        assertThat(tensors.l2()).containsExactly(Float.MIN_VALUE, 0);
        assertThat(tensors.linf()[0]).isEqualTo(Float.MAX_VALUE);
        assertThat(tensors.mean()[0]).isEqualTo(-Float.MIN_VALUE);
    }

    @Test
    void givesManyTensorsFewerRows() {
        List<String> names =
                java.util.stream.IntStream.range(0, 400).mapToObj(i -> "t" + i).toList();
        TraceRecorder wide = new TraceRecorder(names, names);
        double[] ones = new double[400];
        for (int step = 1; step <= 3000; step++) {
            wide.tensors(step, ones, ones, ones, new long[400]);
        }

        // 200,000 cells / 400 tensors = 500 rows; 3000 steps need 8 steps a row.
        assertThat(wide.trace().tensors().rows()).isEqualTo(375);
    }

    @Test
    void keepsAtMost200EvaluationsWithTheFirstAndTheLast() {
        for (int step = 1; step <= 1000; step++) {
            recorder.evaluation(step, Map.of("test_loss", 1.0 / step));
        }
        Trace.Metrics metrics = recorder.trace().metrics();

        assertThat(metrics.step()).hasSize(200).startsWith(1).endsWith(1000).isSorted();
        assertThat(metrics.values().get("test_loss")).startsWith(1.0).endsWith(0.001);
    }

    @Test
    void leavesAMetricThatWasNotMeasuredNaN() {
        recorder.evaluation(1, Map.of("train_loss", 2.0));
        recorder.evaluation(2, Map.of("train_loss", 1.0, "test_loss", 3.0));

        assertThat(recorder.trace().metrics().values().get("test_loss")).containsExactly(Double.NaN, 3.0);
        assertThat(recorder.trace().metrics().values().get("train_loss")).containsExactly(2.0, 1.0);
    }

    @Test
    void refusesStepsThatDoNotRiseAndArraysOfAnotherLength() {
        recorder.step(3, 1, 1, 1, 1, true, false, false, 1);
        assertThatThrownBy(() -> recorder.step(3, 1, 1, 1, 1, true, false, false, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 follows 3");
        assertThatThrownBy(() -> recorder.tensors(4, new double[2], new double[1], new double[1], new long[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Expected 1 tensors in 'l2', got 2");
    }
}
