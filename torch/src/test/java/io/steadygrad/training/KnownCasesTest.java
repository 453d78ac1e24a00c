package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Runs whose outcome is known: one that is sound, one that explodes, two that cannot learn. */
class KnownCasesTest {

    private static TrainingResult circle(Mlp network, int seed, String method) {
        Recipe recipe = Circle.recipe("adam(lr=0.001, eps=1e-7)", Budget.epochs(300))
                .method(Circle.method(method))
                .evaluations(Evaluations.LAST_ONLY)
                .seed(seed)
                .build();
        return run(network, recipe, Circle.SPLIT, 2);
    }

    private static TrainingResult run(Mlp network, Recipe recipe, Split split, int inputs) {
        try (Model model = network.build(List.of(inputs), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, split)) {
            return loop.run();
        }
    }

    @Test
    void fiveTanhLayersLearnTheCircle() {
        TrainingResult result = circle(Circle.network(5, 5, Activation.TANH, "he_uniform"), 1, "identity");
        assertThat(result.metrics().get("test_accuracy")).isBetween(0.8, 0.92);
    }

    @Test
    void eightSigmoidLayersLearnNothing() {
        TrainingResult result = circle(Circle.network(8, 5, Activation.SIGMOID, "he_uniform"), 1, "identity");
        assertThat(result.metrics().get("test_accuracy")).isLessThan(0.6);
        float[] l2 = result.trace().tensors().l2();
        int last = result.trace().tensors().names().indexOf("output.weight");
        assertThat(l2[0] / l2[last]).isLessThan(1e-3f);
    }

    @Test
    void eightExponentialLayersExplodeWithinSixSteps() {
        TrainingResult result = circle(Circle.network(8, 5, Activation.EXPONENTIAL, "he_uniform"), 1, "identity");
        assertThat(result.status()).isEqualTo(TrainingResult.Status.DIVERGED);
        assertThat(result.divergedAtStep()).isLessThanOrEqualTo(6);
    }

    @Test
    void aParabolaExplodesThenDiesAndIsRescuedByClipping() {
        Mlp network = new Mlp(
                List.of(50, 30),
                Activation.RELU,
                List.of(Initializer.parse("glorot_uniform"), Initializer.parse("uniform(limit=0.05)")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        Split parabola = new Split(parabola(), null, null);
        Recipe.Builder recipe = Recipe.of(
                        Loss.named("mean_squared_error"), Circle.optimizer("sgd(0.1)"), Budget.epochs(1000))
                .batch(32)
                .seed(1)
                .evaluations(Evaluations.LAST_ONLY);
        TrainingResult plain = run(network, recipe.build(), parabola, 1);
        assertThat(plain.metrics().getOrDefault("train_r2", -1.0)).isLessThanOrEqualTo(0.001);
        TrainingResult clipped = run(
                network, recipe.method(Circle.method("clip_by_global_norm(1)")).build(), parabola, 1);
        assertThat(clipped.metrics().get("train_r2")).isGreaterThan(0.95);
        assertThat(clipped.engagedFraction()).isGreaterThan(0.1);
    }

    /** y = 5 x^2 + noise^3 at x = 0, 0.1, ..., 4.9. */
    private static Examples parabola() {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[50];
        float[] y = new float[50];
        for (int i = 0; i < 50; i++) {
            x[i] = i / 10f;
            y[i] = (float) (5 * x[i] * x[i] + Math.pow(random.nextGaussian(), 3));
        }
        return Examples.of(x, List.of(1), y, List.of(), 0);
    }
}
