package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Cnn;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.Padding;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is saved at a step and taken over by another loop ends as the run that went through. */
class ResumeTest {
    private static final Initializer GLOROT = Initializer.parse("glorot_uniform");

    @TempDir
    private Path directory;

    private record Case(ModelSpec model, List<Integer> input, Recipe recipe, Split split) {}

    private static Case perceptron() {
        Recipe recipe = Circle.recipe("adam(0.01)", Budget.epochs(6))
                .method(Circle.method("zclip | centralize"))
                .schedule(io.steadygrad.schedule.Schedule.parse("cosine"))
                .save(Save.BEST)
                .target(Target.atLeast("test_accuracy", 0.5))
                .earlyStopping(new EarlyStopping(50, 0, false))
                .build();
        return new Case(
                Circle.network(2, 5, Activation.TANH, "he_uniform", Norm.NONE), List.of(2), recipe, Circle.SPLIT);
    }

    private static Case convolutions() {
        Cnn model = new Cnn(
                List.of(4, 4),
                3,
                2,
                Padding.SAME,
                List.of(),
                Activation.RELU,
                List.of(GLOROT),
                0,
                Norm.BATCH,
                false,
                new Output(2, Activation.SOFTMAX));
        Recipe recipe = Recipe.of(
                        Loss.named("cross_entropy"), Circle.optimizer("sgd(0.1, momentum=0.9)"), Budget.epochs(5))
                .batch(16)
                .save(Save.FINAL)
                .build();
        return new Case(model, List.of(1, 6, 6), recipe, split(new int[] {1, 6, 6}, 2));
    }

    private static Case recurrent() {
        Rnn model = new Rnn(
                Cell.TANH,
                8,
                1,
                new RnnInit(Initializer.parse("orthogonal"), GLOROT),
                new Output(1, Activation.LINEAR));
        Recipe recipe = Recipe.of(Loss.named("mean_squared_error"), Circle.optimizer("rmsprop(0.01)"), Budget.epochs(5))
                .batch(16)
                .shuffle(Shuffle.ONCE)
                .save(Save.FINAL)
                .build();
        return new Case(model, List.of(7, 2), recipe, split(new int[] {7, 2}, 0));
    }

    private static Split split(int[] shape, int classes) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int size = java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] features = new float[80 * size];
        float[] targets = new float[80];
        for (int row = 0; row < 80; row++) {
            targets[row] = row % 2;
            for (int i = 0; i < size; i++) {
                features[row * size + i] = (float) random.nextGaussian() + targets[row];
            }
        }
        List<Integer> rowShape = java.util.Arrays.stream(shape).boxed().toList();
        Examples examples = Examples.of(features, rowShape, targets, List.of(), classes);
        return new Split(examples, null, examples);
    }

    private static TrainingResult through(Case run) {
        try (Model model = run.model().build(run.input(), 3);
                TrainingLoop loop = new TrainingLoop(model, run.recipe(), run.split())) {
            return loop.run();
        }
    }

    private static Checkpoint after(Case run, long steps) {
        try (Model model = run.model().build(run.input(), 3);
                TrainingLoop loop = new TrainingLoop(model, run.recipe(), run.split())) {
            long[] made = new long[1];
            TrainingResult result = loop.stopWhen(() -> ++made[0] == steps).run();
            assertThat(result.steps()).isEqualTo(steps);
            return loop.checkpoint();
        }
    }

    private static TrainingResult onFrom(Case run, Checkpoint checkpoint) {
        try (Model model = run.model().build(run.input(), 99);
                TrainingLoop loop = new TrainingLoop(model, run.recipe(), run.split())) {
            return loop.resume(checkpoint).run();
        }
    }

    private void assertSame(TrainingResult one, TrainingResult other) throws Exception {
        assertThat(one.metrics()).isEqualTo(other.metrics());
        assertThat(one.weights()).isNotNull().isEqualTo(other.weights());
        assertThat(one.stepsToTarget()).isEqualTo(other.stepsToTarget());
        assertThat(one.engagedFraction()).isEqualTo(other.engagedFraction());
        Path a = directory.resolve("a.npz");
        Path b = directory.resolve("b.npz");
        TraceFile.write(a, one.trace());
        TraceFile.write(b, other.trace());
        assertThat(Files.readAllBytes(a)).isEqualTo(Files.readAllBytes(b));
    }

    private void assertGoesOn(Case run, long step) throws Exception {
        Path file = directory.resolve("run.safetensors");
        after(run, step).write(file);
        assertSame(onFrom(run, Checkpoint.read(file)), through(run));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, 17, 35})
    void aPerceptronWithAdamGoesOnAtAnyStep(long step) throws Exception {
        assertGoesOn(perceptron(), step);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 12})
    void soDoConvolutionsWithBatchNormalisation(long step) throws Exception {
        assertGoesOn(convolutions(), step);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 12})
    void andARecurrentNetwork(long step) throws Exception {
        assertGoesOn(recurrent(), step);
    }

    @Test
    void anotherRecipeIsRefused() {
        Checkpoint checkpoint = after(recurrent(), 3);
        Case run = recurrent();
        Recipe other = Recipe.of(Loss.named("mean_squared_error"), Circle.optimizer("sgd(0.01)"), Budget.epochs(5))
                .batch(16)
                .shuffle(Shuffle.ONCE)
                .build();
        assertThatThrownBy(() -> onFrom(new Case(run.model(), run.input(), other, run.split()), checkpoint))
                .hasMessageContaining("Rmsprop")
                .hasMessageContaining("Sgd");
    }
}
