package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.initializer.Draw;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Model;
import io.steadygrad.model.Output;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecurrentStartTest {
    private static final int UNITS = 6;
    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    private static RandomGenerator random() {
        return Draw.generator(7, "test");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cell.class,
            names = {"TANH", "RELU", "SIGMOID"})
    void whatASingleMatrixAndItsActivationDoToASmallStateIsNearlyNothing(Cell cell) {
        double[] weights = RecurrentStart.weights(cell, UNITS, UNITS, random());
        double[] bias = RecurrentStart.bias(cell, UNITS, weights, 20, random());

        double slope = cell == Cell.SIGMOID ? 0.25 : 1;
        double rest = cell == Cell.SIGMOID ? 0.5 : 0;
        for (int row = 0; row < UNITS; row++) {
            double sum = bias[row];
            for (int column = 0; column < UNITS; column++) {
                double through = slope * weights[row * UNITS + column];
                assertThat(through).isCloseTo(row == column ? 0.9 : 0, Offset.offset(0.1 + 1e-9));
                sum += rest * weights[row * UNITS + column];
            }
            assertThat(sum).as("at rest nothing drives it").isCloseTo(0, CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Cell.class,
            names = {"LSTM", "GRU"})
    void theGateThatKeepsTheStateIsOpenAsLongAsTheSequence(Cell cell) {
        int gates = cell == Cell.LSTM ? 4 : 3;
        double[] weights = RecurrentStart.weights(cell, UNITS, gates * UNITS, random());
        double[] bias = RecurrentStart.bias(cell, UNITS, weights, 20, random());

        double[] row = Arrays.copyOf(weights, UNITS);
        assertThat(Arrays.stream(row).map(x -> x * x).sum()).isCloseTo(1, CLOSE);
        for (int i = 0; i < bias.length; i++) {
            boolean keeps = i >= UNITS && i < 2 * UNITS;
            assertThat(bias[i]).isBetween(0.0, keeps ? Math.log(19) : 0);
        }
        assertThat(Arrays.stream(bias).max().orElseThrow()).isGreaterThan(1);
    }

    /** Tells by the first of 20 numbers; the others are noise. */
    private static Examples sequences(int rows, long seed) {
        RandomGenerator random = Draw.generator(seed, "sequences");
        float[] features = new float[rows * 20];
        float[] targets = new float[rows];
        for (int row = 0; row < rows; row++) {
            for (int step = 0; step < 20; step++) {
                features[20 * row + step] = (float) (0.2 * Draw.gaussian(random));
            }
            targets[row] = random.nextBoolean() ? 1 : 0;
            features[20 * row] = 2 * targets[row] - 1;
        }
        return Examples.of(features, List.of(20, 1), targets, List.of(), 2);
    }

    private static TrainingResult train(Cell cell, double gain, boolean repair) {
        Rnn network = new Rnn(
                cell,
                16,
                1,
                new RnnInit(Initializer.parse("orthogonal(gain=" + gain + ")"), Initializer.parse("glorot_uniform")),
                new Output(2, Activation.LINEAR));
        Recipe recipe = Circle.recipe("sgd(0.3)", Budget.steps(300))
                .batch(20)
                .repair(repair)
                .build();
        try (Examples train = sequences(200, 1);
                Examples test = sequences(100, 2);
                Model model = network.build(List.of(20, 1), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, new Split(train, null, test))) {
            return loop.run();
        }
    }

    @Test
    void aNetworkOfRectifiersThatExplodesThroughTimeLearnsAfterRepair() {
        assertThat(train(Cell.RELU, 2.2, false).metrics().getOrDefault("test_accuracy", 0.0))
                .isLessThan(0.8);

        TrainingResult cured = train(Cell.RELU, 2.2, true);

        assertThat(cured.metrics().get("test_accuracy")).isGreaterThan(0.9);
        assertThat(cured.repairs())
                .anyMatch(repair -> repair.kept() && repair.remedy().startsWith("reinitialise"));
    }

    @Test
    void aForgetfulNetworkOfSigmoidsDoesToo() {
        assertThat(train(Cell.SIGMOID, 1, false).metrics().get("test_accuracy")).isLessThan(0.8);
        assertThat(train(Cell.SIGMOID, 1, true).metrics().get("test_accuracy")).isGreaterThan(0.9);
    }
}
