package io.steadygrad.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignalRecorderTest {
    private final SignalRecorder recorder = new SignalRecorder(2);

    private static LayerSample layer(String name, double scale, long nonFinite, double gradient) {
        return new LayerSample(name, "relu", 5, scale, 0.25, 0.5, 0.2, Double.NaN, nonFinite, gradient);
    }

    @Test
    void holdsLayersSampleBySample() {
        recorder.layers(1, List.of(layer("a", 1, 0, 0.1), layer("b", 2, 0, 0.2)));
        recorder.layers(4, List.of(layer("a", 3, 7, 0), layer("b", 4, 0, 1e-300)));
        Signals.Layers layers = recorder.signals().layers();

        assertThat(layers.names()).containsExactly("a", "b");
        assertThat(layers.activations()).containsExactly("relu", "relu");
        assertThat(layers.units()).containsExactly(5, 5);
        assertThat(layers.step()).containsExactly(1, 4);
        assertThat(layers.scale()).containsExactly(1, 2, 3, 4);
        assertThat(layers.nonFinite()).containsExactly(0, 0, 7, 0);
        assertThat(layers.saturated()).containsOnly(Float.NaN);
        assertThat(layers.gradient()[layers.at(1, 0)]).isZero();
        assertThat(layers.gradient()[layers.at(1, 1)]).as("tiny, but there").isPositive();
    }

    @Test
    void holdsMovesOfTensorsAndFlowThroughTime() {
        recorder.updates(2, new double[] {3, 4}, new double[] {0.1, 0});
        recorder.flow(2, List.of("recurrent"), new long[] {0, 9}, new double[] {1e-9, 1});
        Signals signals = recorder.signals();

        assertThat(signals.updates().step()).containsExactly(2);
        assertThat(signals.updates().weight()).containsExactly(3, 4);
        assertThat(signals.updates().update()).containsExactly(0.1f, 0);
        assertThat(signals.flow().layers()).containsExactly("recurrent");
        assertThat(signals.flow().time()).containsExactly(0, 9);
        assertThat(signals.flow().gradient()).containsExactly(1e-9f, 1);
    }

    @Test
    void thinsButKeepsTheBeginningAndTheEnd() {
        for (int step = 1; step <= 5000; step++) {
            recorder.updates(step, new double[] {step, 0}, new double[] {0, 0});
        }
        long[] steps = recorder.signals().updates().step();

        assertThat(steps.length).isBetween(200, SignalRecorder.SAMPLES);
        assertThat(steps).startsWith(1, 2, 3, 4, 5, 6, 7, 8).endsWith(5000).isSorted();
        assertThat(recorder.signals().updates().weight()[0]).isEqualTo(1);
    }

    @Test
    void keepsTheFirstOriginsAndEveryAbandonedPiece() {
        for (int step = 1; step <= 40; step++) {
            recorder.origin(new Signals.Origin(step, "input", "", 3, List.of(7L)));
        }
        recorder.abandoned(new Signals.Abandoned("clip", new long[] {5}, new double[] {1}, new double[] {2}));

        assertThat(recorder.signals().origins()).hasSize(SignalRecorder.ORIGINS);
        assertThat(recorder.signals().origins().get(0).step()).isEqualTo(1);
        assertThat(recorder.signals().abandoned()).hasSize(1);
    }

    @Test
    void goesOnFromWhatWasSaved() {
        record(recorder, 1, 300);
        Map<String, double[]> saved = new TreeMap<>();
        recorder.save(saved);
        record(recorder, 301, 900);
        Signals through = recorder.signals();

        SignalRecorder other = new SignalRecorder(2);
        other.load(saved);
        record(other, 301, 900);
        recorder.load(saved);
        record(recorder, 301, 900);

        for (SignalRecorder again : List.of(recorder, other)) {
            assertThat(again.signals())
                    .usingRecursiveComparison()
                    .withEqualsForType((a, b) -> Float.compare(a, b) == 0, Float.class)
                    .isEqualTo(through);
        }
        assertThat(through.layers().samples()).isPositive();
        assertThat(through.flow().step()).isNotEmpty();
        assertThat(through.origins()).hasSize(3);
    }

    private static void record(SignalRecorder recorder, int from, int to) {
        for (int step = from; step <= to; step++) {
            recorder.updates(step, new double[] {step, 0}, new double[] {0, 1e-300});
            recorder.layers(step, List.of(layer("a/0", step, 0, 0.1), layer("b", 2, 3, 0)));
            recorder.flow(step, List.of("recurrent"), new long[] {0, 9}, new double[] {step, Double.NaN});
            if (step % 300 == 0) {
                recorder.origin(new Signals.Origin(step, "forward", "hidden.1", 3, List.of(7L, 9L)));
            }
        }
    }

    @Test
    void refusesOtherLayersAndStepsThatDoNotRise() {
        recorder.layers(3, List.of(layer("a", 1, 0, 0)));

        assertThatThrownBy(() -> recorder.layers(4, List.of(layer("b", 1, 0, 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the same layers, [a], but one has [b]");
        assertThatThrownBy(() -> recorder.layers(3, List.of(layer("a", 1, 0, 0))))
                .hasMessageContaining("3 follows 3");
    }
}
