package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import io.steadygrad.model.Weight;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One step of plain descent on a tiny network in float64, with and without the regularizer: what the weights differ by is its gradient. It is held
 * against central differences of a second implementation, by loops, of network and Omega.
 */
class VanishingTest {
    private static final int TIME = 5;
    private static final int BATCH = 3;
    private static final int INPUTS = 2;
    private static final int UNITS = 4;
    private static final double WEIGHT = 3;
    private static final double RATE = 0.5;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static Rnn rnn(Cell cell) {
        Initializer init = Initializer.parse("normal(sd=0.6)");
        return new Rnn(cell, UNITS, 1, new RnnInit(init, init), new Output(1, Activation.LINEAR));
    }

    private static float[] numbers(int size, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static final float[] X = numbers(BATCH * TIME * INPUTS, 1);
    private static final float[] Y = numbers(BATCH, 2);

    private static double[] values(Model model, String name) {
        for (Weight weight : model.weights()) {
            if (weight.parameter().name().equals(name)) {
                double[] copy = new double[(int) weight.tensor().numel()];
                new DoublePointer(weight.tensor().data_ptr()).get(copy);
                return copy;
            }
        }
        throw new AssertionError(name);
    }

    private record Step(List<double[]> weights, double loss) {}

    private static Step step(Cell cell, Regularizer regularizer, String method) {
        double[] loss = new double[1];
        try (PointerScope scope = new PointerScope();
                Examples examples = Examples.of(X, List.of(TIME, INPUTS), Y, List.of(), 0);
                Model model = rnn(cell).build(List.of(TIME, INPUTS), 7, Elements.Type.FLOAT64)) {
            Recipe recipe = Recipe.of(
                            Loss.named("mean_squared_error"),
                            OptimizerExpression.parse("sgd(lr=" + RATE + ")").optimizer(),
                            Budget.steps(1))
                    .method(io.steadygrad.expression.MethodExpression.parse(method)
                            .chain())
                    .shuffle(Shuffle.NEVER)
                    .regularizer(regularizer)
                    .build();
            try (TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, examples))) {
                loop.listen(new TrainingListener() {
                            @Override
                            public void stepped(
                                    long index,
                                    long epoch,
                                    double now,
                                    double rate,
                                    io.steadygrad.control.Report report) {
                                loss[0] = now;
                            }
                        })
                        .run();
            }
            return new Step(
                    model.weights().stream()
                            .map(weight -> values(model, weight.parameter().name()))
                            .toList(),
                    loss[0]);
        }
    }

    private static double f(Cell cell, double z) {
        return switch (cell) {
            case TANH -> Math.tanh(z);
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            default -> Math.max(0, z);
        };
    }

    private static double slope(Cell cell, double h) {
        return switch (cell) {
            case TANH -> 1 - h * h;
            case SIGMOID -> h * (1 - h);
            default -> h > 0 ? 1 : 0;
        };
    }

    /** States, and derivatives of the loss by them, of the network before the step. */
    private record Flow(Cell cell, double[][][] h, double[][][] d) {

        static Flow of(Cell cell, double[] w, double[] u, double[] out) {
            double[][][] h = new double[BATCH][TIME + 1][UNITS];
            double[][][] d = new double[BATCH][TIME + 1][UNITS];
            for (int b = 0; b < BATCH; b++) {
                for (int t = 1; t <= TIME; t++) {
                    for (int i = 0; i < UNITS; i++) {
                        double z = 0;
                        for (int j = 0; j < INPUTS; j++) {
                            z += u[i * INPUTS + j] * X[(b * TIME + t - 1) * INPUTS + j];
                        }
                        for (int j = 0; j < UNITS; j++) {
                            z += w[i * UNITS + j] * h[b][t - 1][j];
                        }
                        h[b][t][i] = f(cell, z);
                    }
                }
                double y = 0;
                for (int i = 0; i < UNITS; i++) {
                    y += out[i] * h[b][TIME][i];
                }
                for (int i = 0; i < UNITS; i++) {
                    d[b][TIME][i] = 2 * (y - Y[b]) / BATCH * out[i];
                }
                for (int t = TIME; t > 1; t--) {
                    d[b][t - 1] = back(cell, d[b][t], h[b][t], w);
                }
            }
            return new Flow(cell, h, d);
        }

        private static double[] back(Cell cell, double[] d, double[] h, double[] w) {
            double[] before = new double[UNITS];
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j < UNITS; j++) {
                    before[j] += d[i] * slope(cell, h[i]) * w[i * UNITS + j];
                }
            }
            return before;
        }

        /** With h and d held fixed. */
        double omega(double[] w) {
            double sum = 0;
            int n = 0;
            for (int b = 0; b < BATCH; b++) {
                for (int t = 1; t <= TIME; t++) {
                    double before = square(d[b][t]);
                    if (before >= 1e-20) {
                        double ratio = square(back(cell, d[b][t], h[b][t], w)) / before;
                        sum += (ratio - 1) * (ratio - 1);
                        n++;
                    }
                }
            }
            return n == 0 ? 0 : sum / n;
        }

        private static double square(double[] v) {
            double sum = 0;
            for (double x : v) {
                sum += x * x;
            }
            return sum;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TANH", "SIGMOID", "RELU"})
    void itsGradientIsThatOfOmegaWithStatesAndTheirGradientsHeldFixed(Cell cell) {
        double[] w;
        Flow flow;
        List<String> names;
        try (Model model = rnn(cell).build(List.of(TIME, INPUTS), 7, Elements.Type.FLOAT64)) {
            w = values(model, "recurrent.weight_hh");
            flow = Flow.of(cell, w, values(model, "recurrent.weight_ih"), values(model, "output.weight"));
            names = model.weights().stream()
                    .map(weight -> weight.parameter().name())
                    .toList();
        }
        Step plain = step(cell, null, "identity");
        Step regularized = step(cell, new Vanishing(WEIGHT), "identity");
        assertThat(regularized.loss() - plain.loss()).isCloseTo(WEIGHT * flow.omega(w), within(1e-12));
        assertThat(flow.omega(w)).isGreaterThan(0.01);
        for (int tensor = 0; tensor < names.size(); tensor++) {
            if (!names.get(tensor).equals("recurrent.weight_hh")) {
                assertThat(regularized.weights().get(tensor))
                        .as("%s is left alone", names.get(tensor))
                        .containsExactly(plain.weights().get(tensor), within(1e-14));
                continue;
            }
            for (int i = 0; i < w.length; i++) {
                double[] up = w.clone();
                double[] down = w.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double numeric = (flow.omega(up) - flow.omega(down)) / 2e-5;
                double moved =
                        plain.weights().get(tensor)[i] - regularized.weights().get(tensor)[i];
                assertThat(moved / RATE).isCloseTo(WEIGHT * numeric, within(1e-7));
            }
        }
    }

    @Test
    void followsTheScaleOfTheLoss() {
        Step plain = step(Cell.TANH, new Vanishing(WEIGHT), "identity");
        Step scaled = step(Cell.TANH, new Vanishing(WEIGHT), "dynamic_loss_scale(init=1024)");
        assertThat(scaled.loss()).isEqualTo(plain.loss());
        for (int tensor = 0; tensor < plain.weights().size(); tensor++) {
            assertThat(scaled.weights().get(tensor))
                    .containsExactly(plain.weights().get(tensor), within(1e-12));
        }
    }

    @Test
    void isRefusedWhereNothingFlowsThroughTime() {
        Mlp mlp = new Mlp(
                List.of(3),
                Activation.TANH,
                List.of(Initializer.parse("he_normal")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        try (Model model = mlp.build(List.of(2), 1);
                Model gated = rnn(Cell.LSTM).build(List.of(TIME, INPUTS), 1)) {
            assertThatThrownBy(() -> new TemporalFlow(new Vanishing(4), model))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no recurrent layer");
            assertThatThrownBy(() -> new TemporalFlow(new Vanishing(4), gated))
                    .hasMessageContaining("cells tanh, relu and sigmoid")
                    .hasMessageContaining("'recurrent'");
        }
        assertThatThrownBy(() -> new Vanishing(0)).hasMessageContaining("weight must be finite and above 0, not 0.0");
    }

    @Test
    void countsNothingWhereNoGradientArrives() {
        try (PointerScope scope = new PointerScope();
                Model model = rnn(Cell.TANH).build(List.of(TIME, INPUTS), 7, Elements.Type.FLOAT64)) {
            TemporalFlow flow = new TemporalFlow(new Vanishing(4), model);
            Tensor input = org.bytedeco
                    .pytorch
                    .global
                    .torch
                    .ones(1, TIME, INPUTS)
                    .to(org.bytedeco.pytorch.global.torch.ScalarType.Double);
            for (Weight weight : model.weights()) {
                weight.tensor().mutable_grad().put(org.bytedeco.pytorch.global.torch.zeros_like(weight.tensor()));
            }
            flow.watch(null, () -> model.forward(input, true))
                    .mul(new org.bytedeco.pytorch.Scalar(0))
                    .sum()
                    .backward();
            assertThat(flow.addGradient(1)).isZero();
            for (Weight weight : model.weights()) {
                assertThat(weight.tensor().grad().abs().sum().item_double()).isZero();
            }
        }
    }
}
