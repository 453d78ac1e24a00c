package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.Report;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairedTrainingTest {
    private static final Mlp HEALTHY = Circle.network(2, 8, Activation.TANH, "he_uniform");
    private static final Mlp DEEP_SIGMOIDS = Circle.network(8, 5, Activation.SIGMOID, "he_uniform");

    private static final Mlp RELUS = Circle.network(4, 30, Activation.RELU, "he_uniform");

    @TempDir
    private Path directory;

    private static Recipe.Builder recipe(String optimizer, long epochs) {
        return Circle.recipe(optimizer, Budget.epochs(epochs)).save(Save.FINAL).repair(true);
    }

    private static Recipe nanCell() {
        return recipe("adam(0.003)", 60).faults(List.of(new Fault.NanCell(150))).build();
    }

    /** One layer's weights grow 500-fold in mid-run, under a loss whose gradient is zero where it is clipped. */
    private static Recipe hotLayer() {
        return recipe("sgd(0.05)", 60)
                .batch(32)
                .faults(List.of(new Fault.ScaleWeights(600, "hidden.2", 500)))
                .build();
    }

    private static TrainingResult train(Mlp network, Recipe recipe, TrainingListener... listeners) {
        try (Model model = network.build(List.of(2), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            for (TrainingListener listener : listeners) {
                loop.listen(listener);
            }
            return loop.run();
        }
    }

    private static final class StepCount implements TrainingListener {
        private long steps;

        @Override
        public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
            steps++;
        }
    }

    private void assertSame(TrainingResult one, TrainingResult other) throws Exception {
        assertThat(one.metrics()).isEqualTo(other.metrics());
        assertThat(one.weights()).isNotNull().isEqualTo(other.weights());
        assertThat(one.repairs()).isEqualTo(other.repairs());
        Path a = directory.resolve("a.npz");
        Path b = directory.resolve("b.npz");
        TraceFile.write(a, one.trace());
        TraceFile.write(b, other.trace());
        assertThat(Files.readAllBytes(a)).isEqualTo(Files.readAllBytes(b));
    }

    @Test
    void aHealthyRunIsTheSameToTheLastBit() throws Exception {
        TrainingResult watched = train(HEALTHY, recipe("adam(0.01)", 60).build());
        TrainingResult plain =
                train(HEALTHY, recipe("adam(0.01)", 60).repair(false).build());
        assertThat(watched.repairs()).isEmpty();
        assertSame(watched, plain);
    }

    @Test
    void aStepThatBroughtNanIsTakenBackAndDropped() {
        StepCount count = new StepCount();
        TrainingResult cured = train(HEALTHY, nanCell(), count);
        TrainingResult plain = train(
                HEALTHY,
                recipe("adam(0.003)", 60)
                        .faults(List.of(new Fault.NanCell(150)))
                        .repair(false)
                        .build());

        assertThat(plain.status()).isEqualTo(TrainingResult.Status.DIVERGED);
        assertThat(cured.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(cured.steps()).isEqualTo(360);
        assertThat(cured.rejectedSteps()).isEqualTo(1);
        assertThat(cured.repairs()).hasSize(1);
        Repair repair = cured.repairs().get(0);
        assertThat(repair.symptom()).isEqualTo(Symptom.NON_FINITE);
        assertThat(repair.kept()).isTrue();
        assertThat(repair.diagnosis().batch())
                .as("what it was for, with its evidence")
                .isNotNull();
        assertThat(cured.engagedFraction())
                .as("of the recipe's own methods, which are none")
                .isZero();
        assertThat(repair.from()).isLessThan(150);
        assertThat(repair.before()).isNaN();
        assertThat(repair.after()).isFinite();
        assertThat(cured.trace().signals().abandoned()).hasSize(1);
        assertThat(count.steps).isEqualTo(360 + 150 - repair.from());
    }

    /** The dropped step's loss is NaN for good, and among those that the remedy is judged by. */
    @Test
    void soIsOneCloseToTheEnd() {
        TrainingResult cured = train(
                HEALTHY,
                recipe("adam(0.003)", 60)
                        .faults(List.of(new Fault.NanCell(355)))
                        .build());

        assertThat(cured.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(cured.rejectedSteps()).isEqualTo(1);
        assertThat(cured.repairs()).hasSize(1).allMatch(Repair::kept);
        assertThat(cured.repairs().get(0).remedy()).isEqualTo("reject");
    }

    @Test
    void deepSigmoidsLearnAfterTheirWeightsWereDrawnAnew() {
        StepCount count = new StepCount();
        TrainingResult cured = train(DEEP_SIGMOIDS, recipe("adam(0.001)", 300).build(), count);

        assertThat(cured.metrics().get("test_accuracy")).isGreaterThan(0.75);
        assertThat(cured.repairs())
                .anyMatch(repair -> repair.kept() && repair.remedy().equals("reinitialise"));
        assertThat(cured.steps()).isEqualTo(1800);
        assertThat(count.steps).isGreaterThan(1800).isLessThanOrEqualTo(3600);
    }

    @Test
    void whatNothingCuresEndsWithItsLastHealthyState() {
        TrainingResult ended = train(RELUS, hotLayer());

        assertThat(ended.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(ended.metrics().get("train_accuracy")).isGreaterThan(0.75);
        Repair last = ended.repairs().get(ended.repairs().size() - 1);
        assertThat(last.remedy()).isEqualTo("roll_back");
        assertThat(last.kept()).isTrue();
        assertThat(last.step()).isEqualTo(1320);
        assertThat(last.from()).isLessThan(600).isEqualTo(ended.steps());
        assertThat(last.after()).isLessThan(last.before());
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 2500})
    void andDoesSoAfterItWasStopped(long work) throws Exception {
        assertGoesOn(RELUS, hotLayer(), work);
    }

    /** Counted with the steps that are taken back: in the sick run, in trials of remedies, and after them. */
    @ParameterizedTest
    @ValueSource(longs = {149, 150, 160, 300})
    void aRepairedRunGoesOnFromDiskAsIfItHadNotStopped(long work) throws Exception {
        assertGoesOn(HEALTHY, nanCell(), work);
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 500, 900, 2000})
    void soDoesOneWithSeveralTrials(long work) throws Exception {
        assertGoesOn(DEEP_SIGMOIDS, recipe("adam(0.001)", 300).build(), work);
    }

    private void assertGoesOn(Mlp network, Recipe recipe, long work) throws Exception {
        Path file = directory.resolve("run.safetensors");
        try (Model model = network.build(List.of(2), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            long[] made = new long[1];
            TrainingResult result = loop.stopWhen(() -> ++made[0] == work).run();
            assertThat(result.status()).isEqualTo(TrainingResult.Status.STOPPED);
            loop.checkpoint().write(file);
        }
        try (Model model = network.build(List.of(2), 99);
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            assertSame(loop.resume(Checkpoint.read(file)).run(), train(network, recipe));
        }
    }
}
