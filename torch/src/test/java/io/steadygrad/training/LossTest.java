package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.model.Activation;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final double LN2 = Math.log(2);
    private PointerScope scope = new PointerScope();

    @BeforeEach
    void open() {
        LibTorch.threads(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor matrix(int columns, double... numbers) {
        return torch.tensor(numbers(numbers), new TensorOptions(torch.ScalarType.Double))
                .reshape(-1, columns);
    }

    private static org.bytedeco.pytorch.DoubleArrayRef numbers(double... numbers) {
        return new org.bytedeco.pytorch.DoubleArrayRef(new org.bytedeco.javacpp.DoublePointer(numbers), numbers.length);
    }

    private static Tensor indices(long... indices) {
        return torch.tensor(indices);
    }

    private static double loss(String name, Tensor output, Tensor targets, Activation activation) {
        return Loss.named(name).mean(output, targets, activation).item_double();
    }

    private static OutputLayer output(Activation activation, long... shape) {
        return new OutputLayer(java.util.Arrays.stream(shape).boxed().toList(), activation);
    }

    private static TargetLayout classes(int classes) {
        return new TargetLayout(List.of(), classes, Task.CLASSIFICATION);
    }

    @Test
    void aSaturatedSoftmaxThatIsWrongStillSendsItsGradientBack() {
        Tensor logits = matrix(2, 1000, 0, 0.5, -0.5).requires_grad_(true);
        Tensor loss = new CrossEntropy().meanOfLogits(logits, indices(1, 0));
        double q = 1 / (1 + Math.exp(-1));
        assertThat(loss.item_double()).isEqualTo((-Math.log(1e-7) - Math.log(q)) / 2, within(1e-12));
        loss.backward();
        double[] gradient = new double[4];
        logits.grad().data_ptr_double().get(gradient);
        assertThat(gradient).containsExactly(new double[] {.5, -.5, (q - 1) / 2, (1 - q) / 2}, within(1e-12));
    }

    @Test
    void binaryCrossEntropyOfAProbabilityIsMinusItsLogarithm() {
        Tensor output = matrix(1, 0.5, 0.25);
        assertThat(loss("binary_cross_entropy", output, matrix(1, 1, 0), Activation.SIGMOID))
                .isCloseTo((LN2 - Math.log(0.75)) / 2, within(1e-12));
    }

    @Test
    void binaryCrossEntropyClipsACertainMistakeAtSixteen() {
        assertThat(loss("binary_cross_entropy", matrix(1, 0), matrix(1, 1), Activation.SIGMOID))
                .isCloseTo(-Math.log(1e-7), within(1e-9));
        Tensor certain = matrix(1, 1).set_requires_grad(true);
        Loss.named("binary_cross_entropy")
                .mean(certain, matrix(1, 0), Activation.SIGMOID)
                .backward();
        assertThat(certain.grad().item_double()).isZero();
    }

    @Test
    void binaryCrossEntropyTakesALinearOutputAsLogits() {
        assertThat(loss("binary_cross_entropy", matrix(1, 0, 100), matrix(1, 1, 0), Activation.LINEAR))
                .isCloseTo((LN2 + 100) / 2, within(1e-12));
    }

    @Test
    void notANumberInIsNotANumberOut() {
        for (Activation activation : List.of(Activation.SIGMOID, Activation.LINEAR)) {
            assertThat(loss("binary_cross_entropy", matrix(1, Double.NaN), matrix(1, 1), activation))
                    .isNaN();
            assertThat(loss("cross_entropy", matrix(2, Double.NaN, 1), indices(1), activation))
                    .isNaN();
        }
    }

    @Test
    void crossEntropyOfSigmoidsDividesByTheirSum() {
        assertThat(loss("cross_entropy", matrix(2, 0.2, 0.6), indices(1), Activation.SIGMOID))
                .isCloseTo(-Math.log(0.75), within(1e-12));
        assertThat(loss("cross_entropy", matrix(2, 0, 1), indices(0), Activation.SOFTMAX))
                .isCloseTo(-Math.log(1e-7), within(1e-9));
    }

    @Test
    void crossEntropyTakesALinearOutputAsLogits() {
        assertThat(loss("cross_entropy", matrix(3, 0, 0, 0, 1000, 0, 0), indices(2, 1), Activation.LINEAR))
                .isCloseTo((Math.log(3) + 1000) / 2, within(1e-9));
    }

    @Test
    void crossEntropyOverTimeIsTheMeanOfAllSteps() {
        Tensor output = matrix(2, 0.5, 0.5, 0.25, 0.75, 0.5, 0.5, 0.5, 0.5).reshape(2, 2, 2);
        assertThat(loss("cross_entropy", output, indices(0, 0, 1, 1).reshape(2, 2), Activation.SOFTMAX))
                .isCloseTo((3 * LN2 + Math.log(4)) / 4, within(1e-12));
    }

    @Test
    void crossEntropyOfADistribution() {
        assertThat(loss("cross_entropy", matrix(2, 0.25, 0.75), matrix(2, 0.5, 0.5), Activation.SOFTMAX))
                .isCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, within(1e-12));
    }

    @Test
    void squaredAndAbsoluteErrorAreMeansOverAllNumbers() {
        Tensor output = matrix(2, 1, 2, 3, 4);
        Tensor targets = matrix(2, 1, 1, 1, 1);
        assertThat(loss("mean_squared_error", output, targets, Activation.LINEAR))
                .isEqualTo(14.0 / 4);
        assertThat(loss("mean_absolute_error", output, targets, Activation.LINEAR))
                .isEqualTo(6.0 / 4);
    }

    @Test
    void formsFollowFromOutputAndTargets() {
        Loss binary = Loss.named("binary_cross_entropy");
        Loss squared = Loss.named("mean_squared_error");
        assertThat(binary.form(output(Activation.SIGMOID, 1), classes(2))).isEqualTo(TargetForm.NUMBERS);
        assertThat(binary.form(output(Activation.SIGMOID, 4), classes(4))).isEqualTo(TargetForm.ONE_HOT);
        assertThat(squared.form(output(Activation.LINEAR, 4), classes(4))).isEqualTo(TargetForm.ONE_HOT);
        assertThat(squared.form(output(Activation.LINEAR, 1), new TargetLayout(List.of(), 4, Task.REGRESSION)))
                .isEqualTo(TargetForm.NUMBERS);
        assertThat(Loss.named("cross_entropy").form(output(Activation.SOFTMAX, 4), classes(4)))
                .isEqualTo(TargetForm.INDICES);
    }

    @Test
    void whatDoesNotFitIsRefusedWithAdvice() {
        assertThatThrownBy(() -> Loss.named("cross_entropy").form(output(Activation.SOFTMAX, 2), classes(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cross_entropy needs one unit per class; the model has a softmax output of shape [2], the targets "
                                + "are 3 classes of shape []. Give the model's output 3 units.");
        assertThatThrownBy(() -> Loss.named("binary_cross_entropy").form(output(Activation.SIGMOID, 1), classes(3)))
                .hasMessageContaining("tells two classes apart; the data have 3. Use cross_entropy with 3 units.");
        assertThatThrownBy(() -> Loss.named("binary_cross_entropy").form(output(Activation.TANH, 1), classes(2)))
                .hasMessageContaining(
                        "needs probabilities (sigmoid) or logits (linear), not a tanh output of shape [1]");
        assertThatThrownBy(() -> Loss.named("mean_squared_error")
                        .form(output(Activation.LINEAR, 3), new TargetLayout(List.of(2L), 0, Task.REGRESSION)))
                .hasMessageContaining("Give the model's output 2 units.");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Loss.named("mean_square_error"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mean_squared_error");
    }
}
