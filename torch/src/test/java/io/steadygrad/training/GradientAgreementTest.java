package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backward through loss and model against central differences, in float64. */
class GradientAgreementTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @CsvSource({
        "binary_cross_entropy, SIGMOID, 1",
        "binary_cross_entropy, LINEAR, 1",
        "binary_cross_entropy, SIGMOID, 3",
        "cross_entropy, SOFTMAX, 3",
        "cross_entropy, SIGMOID, 3",
        "cross_entropy, LINEAR, 3",
        "mean_squared_error, LINEAR, 3",
        "mean_absolute_error, TANH, 3"
    })
    void backwardAgreesWithFiniteDifferences(String lossName, Activation activation, int units) {
        LibTorch.threads(1);
        Mlp spec = new Mlp(
                List.of(5, 4),
                Activation.TANH,
                List.of(Initializer.parse("glorot_uniform")),
                0.1,
                Norm.NONE,
                new Output(units, activation));
        Loss loss = Loss.named(lossName);
        float[] features = {0.5f, -1, 2, 0.25f, 1.5f, -0.75f, -2, 1};
        try (PointerScope scope = new PointerScope();
                Model model = spec.build(List.of(2), 7, Elements.Type.FLOAT64);
                GradientMemory memory = new GradientMemory(model.weights());
                Examples examples =
                        Examples.of(features, List.of(2), new float[] {0, 1, 1, 0}, List.of(), units == 1 ? 2 : 3)) {
            if (units > 1 && loss.task() == Task.REGRESSION) {
                check(model, memory, loss, Task.CLASSIFICATION, examples);
            } else {
                check(model, memory, loss, loss.task(), examples);
            }
        }
    }

    private static void check(Model model, GradientMemory memory, Loss loss, Task task, Examples examples) {
        Objective objective = Objective.of(loss, task, model, examples, BatchTransform.NONE);
        Tensor inputs = Objective.typed(examples.features(), model);
        Tensor targets = objective.prepare(examples.targets(), torch.ScalarType.Double);
        memory.zero();
        objective.mean(model.forward(inputs, true), targets).backward();
        int checked = 0;
        for (GradientSet.Entry entry : memory.gradients().entries()) {
            Elements weight = entry.weight();
            for (int i = 0; i < weight.size(); i++) {
                double original = weight.get(i);
                weight.set(i, original + STEP);
                double above = value(model, objective, inputs, targets);
                weight.set(i, original - STEP);
                double below = value(model, objective, inputs, targets);
                weight.set(i, original);
                double difference = (above - below) / (2 * STEP);
                double gradient = entry.gradient().get(i);
                assertThat(Math.abs(gradient - difference))
                        .as(
                                "%s[%d]: backward %s, difference %s",
                                entry.parameter().name(), i, gradient, difference)
                        .isLessThan(1e-8 + 1e-6 * Math.abs(difference));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    private static double value(Model model, Objective objective, Tensor inputs, Tensor targets) {
        try (PointerScope scope = new PointerScope()) {
            return objective.mean(model.forward(inputs, true), targets).item_double();
        }
    }
}
