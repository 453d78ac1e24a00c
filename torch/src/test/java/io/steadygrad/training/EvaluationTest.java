package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.model.Weight;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** A model that puts out what it is given: the test chooses the outputs. */
    private record Passing(Activation outputActivation, List<Weight> weights) implements Model {
        Passing(Activation outputActivation) {
            this(outputActivation, List.of(new Weight(Parameter.of("w", 1), LibTorch.keep(torch.zeros(1)))));
        }

        @Override
        public Tensor forward(Tensor input, boolean training) {
            return input;
        }

        @Override
        public void close() {
            weights.forEach(weight -> LibTorch.release(weight.tensor()));
        }
    }

    private static Map<String, Double> measure(
            String loss,
            Task task,
            Activation activation,
            List<Integer> shape,
            float[] outputs,
            float[] targets,
            List<Integer> targetShape,
            int classes) {
        try (PointerScope scope = new PointerScope();
                Passing model = new Passing(activation);
                Examples examples = Examples.of(outputs, shape, targets, targetShape, classes)) {
            Objective objective = Objective.of(Loss.named(loss), task, model, examples, BatchTransform.NONE);
            try (Evaluation evaluation = new Evaluation(
                    model, objective, BatchTransform.NONE, "test", examples, examples.targets(), Long.MAX_VALUE)) {
                return evaluation.measure(io.steadygrad.ranks.ProcessGroup.ALONE);
            }
        }
    }

    private static double accuracy(
            String loss, Activation activation, int units, float[] outputs, float[] targets, int classes) {
        return measure(loss, Task.CLASSIFICATION, activation, List.of(units), outputs, targets, List.of(), classes)
                .get("test_accuracy");
    }

    @Test
    void theUnitWithTheLargestOutputIsTheAnswer() {
        float[] outputs = {0.6f, 0.3f, 0.1f, 0.2f, 0.2f, 0.6f, 0.4f, 0.5f, 0.1f};
        float[] targets = {0, 2, 2};
        assertThat(accuracy("cross_entropy", Activation.SOFTMAX, 3, outputs, targets, 3))
                .isEqualTo(2 / 3.0);
        assertThat(accuracy("binary_cross_entropy", Activation.SIGMOID, 3, outputs, targets, 3))
                .isEqualTo(2 / 3.0);
        assertThat(accuracy("mean_squared_error", Activation.LINEAR, 3, outputs, targets, 3))
                .isEqualTo(2 / 3.0);
    }

    @Test
    void oneUnitDecidesAtOneHalfAndALogitAtZero() {
        float[] outputs = {0.4f, 0.6f, 0.7f, -1};
        float[] targets = {0, 1, 0, 0};
        assertThat(accuracy("binary_cross_entropy", Activation.LINEAR, 1, outputs, targets, 2))
                .isEqualTo(0.5);
        assertThat(accuracy("mean_squared_error", Activation.LINEAR, 1, outputs, targets, 2))
                .isEqualTo(0.75);
    }

    @Test
    void whatIsNotANumberIsNeverRight() {
        float[] outputs = {Float.NaN, 0, 1, 0};
        assertThat(accuracy("cross_entropy", Activation.LINEAR, 2, outputs, new float[] {0, 0}, 2))
                .isEqualTo(0.5);
        assertThat(accuracy("binary_cross_entropy", Activation.LINEAR, 1, new float[] {Float.NaN}, new float[] {0}, 2))
                .isZero();
    }

    @Test
    void everyStepOfASequenceIsADecision() {
        float[] outputs = {0.9f, 0.1f, 0.1f, 0.9f, 0.9f, 0.1f, 0.9f, 0.1f};
        assertThat(measure(
                        "cross_entropy",
                        Task.CLASSIFICATION,
                        Activation.SOFTMAX,
                        List.of(2, 2),
                        outputs,
                        new float[] {0, 1, 0, 1},
                        List.of(2),
                        2))
                .containsEntry("test_accuracy", 0.75);
    }

    @Test
    void r2IsTheMeanOverColumnsAndAConstantColumnCountsOnlyWhenMet() {
        // Column 0: errors 1 of deviations 2, so 0.5; column 1: constant and met, so 1.
        float[] outputs = {1, 7, 2, 7, 2, 7};
        float[] targets = {1, 7, 2, 7, 3, 7};
        Map<String, Double> metrics = regression(outputs, targets);
        assertThat(metrics.get("test_r2")).isEqualTo(0.75);
        assertThat(metrics.get("test_loss")).isCloseTo(1 / 6.0, within(1e-7));
        outputs[1] = 8;
        assertThat(regression(outputs, targets).get("test_r2")).isEqualTo(0.25);
        outputs[1] = Float.NaN;
        assertThat(regression(outputs, targets).get("test_r2")).isNaN();
    }

    private static Map<String, Double> regression(float[] outputs, float[] targets) {
        return measure(
                "mean_squared_error", Task.REGRESSION, Activation.LINEAR, List.of(2), outputs, targets, List.of(2), 0);
    }

    @Test
    void manyRowsGiveTheirMeanAlthoughTheyPassInChunks() {
        int rows = 20_001;
        float[] outputs = new float[rows];
        float[] targets = new float[rows];
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            outputs[i] = i % 97;
            targets[i] = i % 13;
            sum += Math.abs(outputs[i] - targets[i]);
        }
        assertThat(measure(
                                "mean_absolute_error",
                                Task.REGRESSION,
                                Activation.LINEAR,
                                List.of(1),
                                outputs,
                                targets,
                                List.of(),
                                0)
                        .get("test_loss"))
                .isCloseTo(sum / rows, within(1e-4));
    }
}
