package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static Examples examples(int rows, int classes) {
        float[] features = new float[rows * 2];
        java.util.Arrays.fill(features, 3);
        float[] targets = new float[rows];
        for (int i = 0; i < rows; i++) {
            targets[i] = i % Math.max(1, classes);
        }
        return Examples.of(features, List.of(2), targets, List.of(), classes);
    }

    private static double[] numbers(Tensor tensor) {
        return TensorElements.of(tensor).toArray();
    }

    private static long[] labels(Tensor tensor) {
        long[] labels = new long[(int) tensor.numel()];
        tensor.data_ptr_long().get(labels);
        return labels;
    }

    private static Model model() {
        return new Mlp(
                        List.of(2),
                        Activation.TANH,
                        List.of(Initializer.parse("constant(0.5)")),
                        0.25,
                        Norm.NONE,
                        new Output(1, Activation.SIGMOID))
                .build(List.of(2), 1);
    }

    @Test
    void aScaledBatchIsACopyAndOnlyThatStepGetsIt() {
        Faults faults = new Faults(List.of(new Fault.ScaleBatch(2, 10)));
        try (PointerScope scope = new PointerScope();
                Examples examples = examples(2, 2)) {
            assertThat(numbers(faults.features(1, examples.features(), true))).containsOnly(3);
            assertThat(numbers(faults.features(2, examples.features(), true))).containsOnly(30);
            assertThat(numbers(faults.features(3, examples.features(), true))).containsOnly(3);
        }
    }

    @Test
    void oneCellOfOneBatchIsNotANumberAndTheDataStayAsTheyAre() {
        Faults faults = new Faults(List.of(new Fault.NanCell(2)));
        try (PointerScope scope = new PointerScope();
                Examples examples = examples(2, 2)) {
            assertThat(numbers(faults.features(2, examples.features(), true))).containsExactly(Double.NaN, 3, 3, 3);
            assertThat(numbers(examples.features())).containsOnly(3);
        }
    }

    @Test
    void theWeightsOfOneLayerAreScaledItsBiasesAreNot() {
        Faults faults = new Faults(List.of(new Fault.ScaleWeights(4, "hidden.0", 100)));
        try (Model model = model();
                Examples examples = examples(2, 2)) {
            faults.check(model, examples);
            faults.weights(3, model);
            assertThat(numbers(model.weights().get(0).tensor())).containsOnly(0.5);
            faults.weights(4, model);
            assertThat(numbers(model.weights().get(0).tensor())).containsOnly(50);
            assertThat(numbers(model.weights().get(1).tensor())).containsOnly(0.25);
            assertThat(numbers(model.weights().get(2).tensor())).containsOnly(0.5);
        }
    }

    @Test
    void exactlyThatShareOfTheLabelsFlipsToAnotherClass() {
        try (PointerScope scope = new PointerScope();
                Examples examples = examples(99, 3)) {
            Faults faults = new Faults(List.of(new Fault.FlipLabels(0.3)));
            long[] before = labels(examples.targets());
            long[] after = labels(faults.labels(examples, 1));
            int flipped = 0;
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isBetween(0L, 2L);
                flipped += before[i] == after[i] ? 0 : 1;
            }
            assertThat(flipped).isEqualTo(30);
            assertThat(labels(faults.labels(examples, 1))).isEqualTo(after);
            assertThat(labels(faults.labels(examples, 2))).isNotEqualTo(after);
            assertThat(labels(examples.targets())).isEqualTo(before);
        }
    }

    @Test
    void whatCannotHappenIsRefused() {
        try (Model model = model();
                Examples numbers = examples(2, 0);
                Examples classes = examples(2, 2)) {
            assertThatThrownBy(() -> new Faults(List.of(new Fault.ScaleWeights(1, "hiden.0", 2))).check(model, classes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no layer 'hiden.0'")
                    .hasMessageContaining("hidden.0");
            assertThatThrownBy(() -> new Faults(List.of(new Fault.FlipLabels(0.5))).check(model, numbers))
                    .hasMessageContaining("flip_labels needs at least two classes; these targets are numbers");
        }
        assertThatThrownBy(() -> new Fault.NanCell(0)).hasMessageContaining("counts from 1; given: 0");
        assertThatThrownBy(() -> new Fault.FlipLabels(1.5)).hasMessageContaining("not 1.5");
    }
}
