package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.trace.Signals;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChanceTest {
    private static Signals.Facts facts(
            String loss, Output output, float[] features, float[] targets, List<Integer> shape, int classes) {
        Mlp mlp = new Mlp(
                List.of(), Activation.RELU, List.of(new io.steadygrad.initializer.Zeros()), 0, Norm.NONE, output);
        Recipe recipe = Recipe.of(Loss.named(loss), Circle.optimizer("sgd(lr=0.1)"), Budget.steps(1))
                .evaluations(Evaluations.LAST_ONLY)
                .build();
        int columns = features.length / (targets.length / shape.stream().reduce(1, Math::multiplyExact));
        try (Examples examples = Examples.of(features, List.of(columns), targets, shape, classes);
                Model model = mlp.build(List.of(columns), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, null))) {
            return java.util.Objects.requireNonNull(loop.run().trace().signals().facts());
        }
    }

    private static Signals.Facts facts(String loss, Output output, float[] targets, int classes) {
        return facts(loss, output, new float[2 * targets.length], targets, List.of(), classes);
    }

    @Test
    void ofClassesItIsTheEntropyOfTheirShares() {
        float[] targets = {0, 1, 1, 2};
        double entropy = 0.25 * Math.log(4) * 2 + 0.5 * Math.log(2);

        Signals.Facts facts = facts("cross_entropy", new Output(3, Activation.SOFTMAX), targets, 3);
        assertThat(facts.chanceLoss()).isCloseTo(entropy, within(1e-12));
        assertThat(facts.chanceAccuracy()).isEqualTo(0.5);

        // Three units, each with a share of its own.
        double units = (2 * (0.25 * Math.log(4) + 0.75 * Math.log(4 / 3.0)) + Math.log(2)) / 3;
        facts = facts("binary_cross_entropy", new Output(3, Activation.SIGMOID), targets, 3);
        assertThat(facts.chanceLoss()).isCloseTo(units, within(1e-6));
    }

    @Test
    void ofNumbersItIsTheirSpread() {
        float[] targets = {0, 0, 4, 8};
        Signals.Facts squared = facts("mean_squared_error", new Output(1, Activation.LINEAR), targets, 0);
        Signals.Facts absolute = facts("mean_absolute_error", new Output(1, Activation.LINEAR), targets, 0);

        assertThat(squared.chanceLoss()).isEqualTo(11);
        assertThat(squared.chanceAccuracy()).isNaN();
        assertThat(absolute.chanceLoss()).isEqualTo(3);
    }

    @Test
    void ofSeveralNumbersEachHasASpreadOfItsOwn() {
        float[] targets = {0, 10, 2, 10, 4, 10, 6, 10};
        Signals.Facts facts =
                facts("mean_squared_error", new Output(2, Activation.LINEAR), new float[4], targets, List.of(2), 0);

        assertThat(facts.chanceLoss()).isEqualTo(2.5);
    }

    @Test
    void columnsTellWhatIsWrongWithData() {
        float nan = Float.NaN;
        float[] features = {1, 7, 0, 3, 7, 1000, nan, 7, 0, 3, 7, -1000};
        Signals.Columns inputs = facts(
                        "mean_squared_error",
                        new Output(1, Activation.LINEAR),
                        features,
                        new float[] {1, 2, 3, 4},
                        List.of(),
                        0)
                .inputs();

        assertThat(inputs.rows()).isEqualTo(4);
        assertThat(inputs.columns()).isEqualTo(3);
        assertThat(inputs.nonFinite()).isEqualTo(1);
        assertThat(inputs.constant()).isEqualTo(1);
        assertThat(inputs.largest()).isEqualTo(1000);
        assertThat(inputs.leastScale()).isCloseTo(Math.sqrt(8 / 9.0), within(1e-9));
        assertThat(inputs.greatestScale()).isCloseTo(Math.sqrt(5e5), within(1e-6));
        assertThat(inputs.rms()).isCloseTo(Math.sqrt((1 + 9 + 9 + 4 * 49 + 2e6) / 11), within(1e-6));
    }
}
