package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MlpTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static Mlp mlp(List<Integer> hidden, Norm norm) {
        return new Mlp(
                hidden,
                Activation.TANH,
                List.of(Initializer.parse("he_uniform")),
                -5,
                norm,
                new Output(3, Activation.SOFTMAX));
    }

    @Test
    void weightsAreNamedByTheirLayer() {
        try (Model model = mlp(List.of(5, 4), Norm.NONE).build(List.of(2), 1)) {
            assertThat(model.layout().toString())
                    .isEqualTo("hidden.0.weight[5, 2], hidden.0.bias[5], hidden.1.weight[4, 5], hidden.1.bias[4], "
                            + "output.weight[3, 4], output.bias[3]");
            assertThat(model.layout().layers()).containsExactly("hidden.0", "hidden.1", "output");
        }
    }

    @Test
    void outputsAreProbabilitiesAndWeightsOutliveTheScopeTheyWereMadeIn() {
        Model model;
        try (PointerScope scope = new PointerScope()) {
            model = mlp(List.of(5, 4), Norm.BATCH).build(List.of(2, 3), 1);
        }
        try (model;
                PointerScope scope = new PointerScope()) {
            Tensor y = model.forward(torch.ones(7, 2, 3), true);
            assertThat(y.shape()).containsExactly(7, 3);
            assertThat(y.sum().item_double()).isCloseTo(7, org.assertj.core.api.Assertions.within(1e-5));
            y.select(1, 0).sum().backward();
            for (Weight weight : model.weights()) {
                assertThat(weight.tensor().grad().defined())
                        .as(weight.parameter().name())
                        .isTrue();
            }
        }
    }

    @Test
    void hiddenBiasesAreSetAndTheOutputsAreNot() {
        try (Model model = mlp(List.of(5), Norm.NONE).build(List.of(2), 1);
                PointerScope scope = new PointerScope()) {
            assertThat(model.weights().get(1).tensor().sum().item_double()).isEqualTo(-25);
            assertThat(model.weights().get(3).tensor().sum().item_double()).isZero();
        }
    }

    @Test
    void initializersMustFitTheHiddenLayers() {
        List<Initializer> two = List.of(Initializer.parse("zeros"), Initializer.parse("zeros"));
        Output output = new Output(1, Activation.LINEAR);
        assertThatThrownBy(() -> new Mlp(List.of(5, 5, 5), Activation.RELU, two, 0, Norm.NONE, output))
                .hasMessageContaining(
                        "init takes one value for all or one per hidden layer: there are 3, but 2 values");
        assertThatThrownBy(() -> mlp(List.of(5, 0), Norm.NONE))
                .hasMessageContaining("hidden[1] must be at least 1, not 0");
    }
}
