package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sharpness of losses whose Hessian is known, and of networks against their whole Hessian. */
class SharpnessTest {
    private static final int ROWS = 2500; // more than one piece

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static Recipe recipe(String loss, @Nullable Regularizer regularizer) {
        return Recipe.of(
                        Loss.named(loss),
                        OptimizerExpression.parse("sgd(lr=0.1)").optimizer(),
                        Budget.steps(1))
                .batch(32)
                .regularizer(regularizer)
                .seed(5)
                .build();
    }

    private static Mlp mlp(int outputs, int... hidden) {
        return new Mlp(
                Arrays.stream(hidden).filter(units -> units > 0).boxed().toList(),
                Activation.TANH,
                List.of(Initializer.parse("glorot_normal")),
                0,
                Norm.NONE,
                new Output(outputs, Activation.LINEAR));
    }

    private static Examples examples(int rows, int columns, double[] scales) {
        Random random = new Random(11);
        float[] x = new float[rows * columns];
        float[] y = new float[rows];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) ((random.nextGaussian() + 0.3) * scales[i % columns]);
        }
        for (int i = 0; i < rows; i++) {
            y[i] = (float) random.nextGaussian();
        }
        return Examples.of(x, List.of(columns), y, List.of(), 0);
    }

    private static Sharpness measure(ModelSpec spec, List<Integer> shape, Recipe recipe, Examples examples) {
        try (Model at = spec.build(shape, 3);
                Model twin = spec.build(shape, 3, Elements.Type.FLOAT64)) {
            return Sharpness.measure(at, twin, recipe, examples, 200, 1e-7, () -> false);
        }
    }

    @Test
    void linearRegressionHasTwiceTheLargestEigenvalueOfTheSecondMoments() {
        double[] scales = {1, 3, 0.2, 2.8};
        try (Examples examples = examples(ROWS, 4, scales)) {
            Random random = new Random(11);
            double[][] moments = new double[5][5];
            for (int row = 0; row < ROWS; row++) {
                double[] x = new double[5];
                for (int i = 0; i < 4; i++) {
                    x[i] = (float) ((random.nextGaussian() + 0.3) * scales[i]);
                }
                x[4] = 1; // the bias
                for (int i = 0; i < 5; i++) {
                    for (int j = 0; j < 5; j++) {
                        moments[i][j] += 2 * x[i] * x[j] / ROWS;
                    }
                }
            }
            Sharpness sharpness = measure(mlp(1, 0), List.of(4), recipe("mean_squared_error", null), examples);
            assertThat(sharpness.eigenvalue()).isCloseTo(top(moments), within(1e-9 * top(moments)));
            assertThat(sharpness.converged()).isTrue();
            assertThat(sharpness.products()).isEqualTo("double_backward");
            assertThat(sharpness.type()).isEqualTo("float64");
            assertThat(sharpness.iterations()).isLessThan(30);
        }
    }

    /**
     * One hidden unit, all weights 0: a saddle. With E the mean over the rows, its eigenvalues are plus and minus 2 sqrt(E[xy]^2 + E[y]^2),
     * of the same magnitude, 2 of the last bias, and 0.
     */
    @Test
    void theLargestEigenvalueIsTakenWithItsSign() {
        Mlp zeros = new Mlp(
                List.of(1),
                Activation.TANH,
                List.of(Initializer.parse("zeros")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        float[] x = {1, 2, -1, 3};
        float[] y = {2, 1, 0, 4};
        try (Examples examples = Examples.of(x, List.of(1), y, List.of(), 0)) {
            Recipe whole = Recipe.of(
                            Loss.named("mean_squared_error"),
                            OptimizerExpression.parse("sgd(lr=0.1)").optimizer(),
                            Budget.steps(1))
                    .build();
            Sharpness sharpness = measure(zeros, List.of(1), whole, examples);
            assertThat(sharpness.eigenvalue()).isCloseTo(2 * Math.hypot(4, 1.75), within(1e-9));
            assertThat(sharpness.converged()).isTrue();
        }
    }

    @Test
    void aNetworkHasTheLargestEigenvalueOfItsWholeHessian() {
        try (Examples examples = examples(60, 2, new double[] {1, 2});
                Model model = mlp(1, 3, 2).build(List.of(2), 3, Elements.Type.FLOAT64);
                PointerScope scope = new PointerScope();
                TrainingLoss loss = new TrainingLoss(model, recipe("mean_squared_error", new L2(0.01)), examples)) {
            int n = Math.toIntExact(loss.size());
            assertThat(n).isEqualTo(20);
            double[][] hessian = new double[n][];
            double[][] differences = new double[n][n];
            for (int i = 0; i < n; i++) {
                double[] unit = new double[n];
                unit[i] = 1;
                Tensor e = vector(unit);
                Tensor column = torch.zeros_like(e);
                loss.hessian(e, column);
                hessian[i] = numbers(column);
                double width = 1e-3;
                for (int j = 0; j < n; j++) {
                    double[] other = new double[n];
                    other[j] = 1;
                    differences[i][j] = second(loss, e, vector(other), width);
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(hessian[i][j]).isCloseTo(differences[i][j], within(1e-5));
                }
            }
            Sharpness sharpness = new PowerIteration(loss, 1, 200, 1e-8, () -> false).run();
            assertThat(sharpness.eigenvalue()).isCloseTo(top(hessian), within(1e-10 * top(hessian)));

            Sharpness without = new PowerIteration(loss, 1, 200, 1e-6, () -> false, true).run();
            assertThat(without.products()).isEqualTo("central_differences");
            assertThat(without.eigenvalue()).isCloseTo(top(hessian), within(1e-6 * top(hessian)));
        }
    }

    /** The second difference of the loss itself along two directions. */
    private static double second(TrainingLoss loss, Tensor a, Tensor b, double width) {
        double sum = 0;
        for (int i = -1; i <= 1; i += 2) {
            for (int j = -1; j <= 1; j += 2) {
                loss.move(a, i * width);
                loss.move(b, j * width);
                sum += i * j * loss.value();
                loss.move(b, -j * width);
                loss.move(a, -i * width);
            }
        }
        return sum / (4 * width * width);
    }

    @Test
    void batchesOfNormalisedNetworksKeepTheirRunningStatistics() {
        Mlp normalised = new Mlp(
                List.of(4),
                Activation.RELU,
                List.of(Initializer.parse("he_normal")),
                0,
                Norm.BATCH,
                new Output(1, Activation.LINEAR));
        try (Examples examples = examples(70, 2, new double[] {1, 2});
                Model at = normalised.build(List.of(2), 3);
                Model twin = normalised.build(List.of(2), 3, Elements.Type.FLOAT64)) {
            Recipe recipe = recipe("mean_squared_error", null);
            Sharpness once = Sharpness.measure(at, twin, recipe, examples, 40, 1e-5, () -> false);
            Sharpness again = Sharpness.measure(at, twin, recipe, examples, 40, 1e-5, () -> false);
            assertThat(once).isEqualTo(again);
            assertThat(once.eigenvalue()).isPositive();
        }
    }

    @Test
    void aLossThatIsNotFiniteHasNone() {
        float[] x = {1, Float.NaN};
        try (Examples examples = Examples.of(x, List.of(1), new float[] {1, 2}, List.of(), 0)) {
            Sharpness sharpness = measure(mlp(1, 0), List.of(1), recipe("mean_squared_error", null), examples);
            assertThat(sharpness.eigenvalue()).isNaN();
            assertThat(sharpness.converged()).isFalse();
        }
    }

    private static Tensor vector(double... numbers) {
        Tensor v = torch.zeros(new long[] {numbers.length}, new TensorOptions(torch.ScalarType.Double));
        new DoublePointer(v.data_ptr()).put(numbers);
        return v;
    }

    private static double[] numbers(Tensor v) {
        double[] numbers = new double[Math.toIntExact(v.numel())];
        new DoublePointer(v.data_ptr()).get(numbers);
        return numbers;
    }

    private static double top(double[][] matrix) {
        double[] v = SmallSymmetric.top(matrix);
        double lambda = 0;
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                lambda += v[i] * matrix[i][j] * v[j];
            }
        }
        return lambda;
    }
}
