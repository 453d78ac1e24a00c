package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.trace.SignalRecorder;
import io.steadygrad.trace.Signals.Origin;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FirstNonFiniteTest {
    private static final int ROWS = 32;
    private static final int BATCH = 8;

    private static Mlp mlp(Norm norm) {
        return new Mlp(
                List.of(4, 4, 4),
                Activation.RELU,
                List.of(Initializer.parse("he_uniform")),
                0,
                norm,
                new Output(1, Activation.LINEAR));
    }

    private static float[] numbers(int count, double scale) {
        Random random = new Random(1);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
        return numbers;
    }

    private static List<Origin> origins(
            ModelSpec spec, float[] features, float[] targets, String method, Fault... faults) {
        Recipe recipe = Recipe.of(Loss.named("mean_squared_error"), Circle.optimizer("sgd(lr=0.001)"), Budget.steps(30))
                .batch(BATCH)
                .shuffle(Shuffle.NEVER)
                .method(Circle.method(method))
                .faults(List.of(faults))
                .evaluations(Evaluations.LAST_ONLY)
                .build();
        try (Examples examples = Examples.of(features, List.of(2), targets, List.of(), 0);
                Model model = spec.build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, null))) {
            return loop.run().trace().signals().origins();
        }
    }

    private static List<Origin> origins(String method, Fault... faults) {
        return origins(mlp(Norm.NONE), numbers(2 * ROWS, 1), numbers(ROWS, 1), method, faults);
    }

    @Test
    void aSoundRunHasNone() {
        assertThat(origins("identity")).isEmpty();
    }

    @Test
    void namesTheRowOfAnInput() {
        // Step 7 is batch 2 of the second epoch; the fault spoils its first row.
        Origin expected = new Origin(7, "input", "", 2, List.of(2L * BATCH));

        assertThat(origins("identity", new Fault.NanCell(7))).first().isEqualTo(expected);
        assertThat(origins("skip_non_finite", new Fault.NanCell(7)))
                .as("the control rejects the step")
                .containsExactly(expected);
    }

    @Test
    void findsTheRowWhenBatchNormalisationSpreadsItOverTheBatch() {
        assertThat(origins(
                        mlp(Norm.BATCH),
                        numbers(2 * ROWS, 1),
                        numbers(ROWS, 1),
                        "skip_non_finite",
                        new Fault.NanCell(7)))
                .containsExactly(new Origin(7, "input", "", 2, List.of(2L * BATCH)));
    }

    @Test
    void namesTheFirstLayerThatOverflows() {
        Origin first =
                origins("identity", new Fault.ScaleWeights(5, "hidden.1", 1e39)).get(0);

        assertThat(first.step()).isEqualTo(5);
        assertThat(first.place()).isEqualTo("forward");
        assertThat(first.layer()).isEqualTo("hidden.1");
    }

    @Test
    void theLossItselfMayOverflow() {
        Origin first =
                origins("identity", new Fault.ScaleWeights(5, "output", 1e30)).get(0);

        assertThat(first).isEqualTo(new Origin(5, "loss", "", 0, List.of()));
    }

    @Test
    void namesTheRowOfATarget() {
        float[] targets = numbers(ROWS, 1);
        targets[11] = Float.NaN;

        assertThat(origins(mlp(Norm.NONE), numbers(2 * ROWS, 1), targets, "skip_non_finite"))
                .first()
                .isEqualTo(new Origin(2, "loss", "", 1, List.of(11L)));
    }

    @Test
    void namesTheFirstLayerOnTheWayBack() {
        Mlp line = new Mlp(
                List.of(),
                Activation.LINEAR,
                List.of(Initializer.parse("constant(value=1e-8)")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        // y = 1e-8 x is about 1e17, its square 1e34, but 2 y x / n about 1e41
        Origin first = origins(line, numbers(2 * ROWS, 1e25), new float[ROWS], "identity")
                .get(0);

        assertThat(first).isEqualTo(new Origin(1, "backward", "output", 0, List.of()));
    }

    @Test
    void aRunKeepsTheFirstOnes() {
        float[] features = numbers(2 * ROWS, 1);
        for (int row = 0; row < ROWS; row += BATCH) {
            features[2 * row] = Float.NaN;
        }
        assertThat(origins(mlp(Norm.NONE), features, numbers(ROWS, 1), "zero_nans"))
                .hasSizeBetween(1, SignalRecorder.ORIGINS);
    }
}
