package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.Report;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.schedule.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoopTest {
    private static final Mlp SMALL = Circle.network(2, 5, Activation.TANH, "he_uniform");

    private static TrainingResult train(Mlp network, Recipe recipe, Split split, TrainingListener... listeners) {
        try (Model model = network.build(List.of(2), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, split)) {
            for (TrainingListener listener : listeners) {
                loop.listen(listener);
            }
            return loop.run();
        }
    }

    private static TrainingResult train(Recipe recipe, TrainingListener... listeners) {
        return train(SMALL, recipe, Circle.SPLIT, listeners);
    }

    private static Map<String, Object> numbers(TrainingResult result) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("metrics", result.metrics());
        numbers.put("loss", Arrays.toString(result.trace().steps().loss()));
        numbers.put("norms", Arrays.toString(result.trace().steps().normAfter()));
        numbers.put("weights", result.weights());
        return numbers;
    }

    @Test
    void anEpochHasAllBatchesAndTheBudgetCountsThem() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(3)).build();
        TrainingResult result = train(recipe);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.steps()).isEqualTo(3 * 6);
        assertThat(result.trace().steps().size()).isEqualTo(18);
        assertThat(result.trace().metrics().step()).containsExactly(0, 6, 12, 18);
        assertThat(result.metrics()).containsOnlyKeys("train_loss", "train_accuracy", "test_loss", "test_accuracy");
        assertThat(result.stepsPerSecond()).isPositive();
        assertThat(result.trace().tensors().names()).startsWith("hidden.0.weight", "hidden.0.bias");

        assertThat(train(Circle.recipe("adam", Budget.steps(10)).dropLast(true).build())
                        .steps())
                .isEqualTo(10);
        assertThat(train(Circle.recipe("adam", Budget.epochs(2)).dropLast(true).build())
                        .steps())
                .isEqualTo(10);
        assertThat(train(Circle.recipe("adam", Budget.epochs(2)).batch(0).build())
                        .steps())
                .isEqualTo(2);
    }

    @Test
    void theSameSeedGivesTheSameBitsAlsoBesideAnotherRun() throws Exception {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(8))
                .method(Circle.method("clip_by_global_norm(0.1)"))
                .save(Save.FINAL)
                .build();
        Map<String, Object> alone = numbers(train(recipe));
        assertThat(numbers(train(recipe))).isEqualTo(alone);
        Recipe other = Circle.recipe("sgd(0.1)", Budget.epochs(60)).seed(9).build();
        CompletableFuture<TrainingResult> beside = CompletableFuture.supplyAsync(() -> train(other));
        assertThat(numbers(train(recipe))).isEqualTo(alone);
        beside.get();
        Recipe reseeded = Circle.recipe("adam", Budget.epochs(8))
                .method(Circle.method("clip_by_global_norm(0.1)"))
                .save(Save.FINAL)
                .seed(2)
                .build();
        assertThat(numbers(train(reseeded))).isNotEqualTo(alone);
    }

    @Test
    void aNotANumberReachesTheWeightsOfAnUncontrolledRunAndEndsIt() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(4))
                .faults(List.of(new Fault.NanCell(7)))
                .save(Save.FINAL)
                .target(Target.atLeast("test_accuracy", 0))
                .build();
        TrainingResult result = train(recipe);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.DIVERGED);
        assertThat(result.divergedAtStep()).isEqualTo(7);
        assertThat(result.steps()).isEqualTo(7);
        assertThat(result.metrics()).isEmpty();
        assertThat(result.reachedTarget()).isFalse();
        assertThat(result.weights()).isNull();
        assertThat(result.reason()).contains("hidden.0.weight");
        assertThat(result.trace().steps().loss()[6]).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "sgd(lr=0.01, momentum=0.9)"})
    void aRejectedStepLeavesWeightsMomentsAndStatisticsBitForBit(String optimizer) {
        Mlp network = Circle.network(2, 5, Activation.TANH, "he_uniform", Norm.BATCH);
        Recipe recipe = Circle.recipe(optimizer, Budget.steps(6))
                .shuffle(Shuffle.NEVER)
                .method(Circle.method("clip_by_global_norm(1000)"))
                .faults(List.of(new Fault.NanCell(4)))
                .evaluations(Evaluations.LAST_ONLY)
                .save(Save.FINAL)
                .build();
        List<Snapshot> snapshots = new ArrayList<>();
        TrainingResult result;
        try (Model model = network.build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            result = loop.listen(new TrainingListener() {
                        @Override
                        public void stepped(long index, long epoch, double loss, double rate, Report report) {
                            snapshots.add(Snapshot.of(model));
                        }
                    })
                    .run();
        }
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.rejectedSteps()).isEqualTo(1);
        assertThat(result.trace().steps().accepted()).containsExactly(true, true, true, false, true, true);
        assertThat(snapshots.get(2)).isNotEqualTo(snapshots.get(1));
        assertThat(snapshots.get(3)).isEqualTo(snapshots.get(2));
        assertThat(snapshots.get(4)).isNotEqualTo(snapshots.get(3));
        assertThat(result.metrics().get("test_loss")).isFinite();

        // The moments too: the same batches without the fourth must lead to the same weights.
        assertThat(withoutTheFourthBatch(network, optimizer)).isEqualTo(result.weights());
    }

    /** Rows 0..699 in batches of 128, the fourth left out. */
    private static Snapshot withoutTheFourthBatch(Mlp network, String optimizer) {
        Examples all = Circle.SPLIT.train();
        float[] features = new float[2 * 572];
        float[] targets = new float[572];
        int to = 0;
        for (int from = 0; from < 700; from++) {
            if (from < 384 || from >= 512) {
                features[2 * to] = all.features().data_ptr_float().get(2L * from);
                features[2 * to + 1] = all.features().data_ptr_float().get(2L * from + 1);
                targets[to++] = all.targets().data_ptr_long().get(from);
            }
        }
        Recipe recipe = Circle.recipe(optimizer, Budget.steps(5))
                .shuffle(Shuffle.NEVER)
                .evaluations(Evaluations.LAST_ONLY)
                .save(Save.FINAL)
                .build();
        try (Examples without = Examples.of(features, List.of(2), targets, List.of(), 2)) {
            return train(network, recipe, new Split(without, null, null)).weights();
        }
    }

    @Test
    void theGuardGivesUpAfterTenRejectionsInARow() {
        List<Fault> faults = new ArrayList<>();
        for (int step = 3; step <= 30; step++) {
            faults.add(new Fault.NanCell(step));
        }
        Recipe recipe = Circle.recipe("adam", Budget.epochs(10))
                .method(Circle.method("clip_by_value(1)"))
                .faults(faults)
                .build();
        TrainingResult result = train(recipe);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.DIVERGED);
        assertThat(result.divergedAtStep()).isEqualTo(12);
        assertThat(result.rejectedSteps()).isEqualTo(10);
        assertThat(result.reason()).contains("10 such steps in a row");
        assertThat(result.trace().steps().size()).isEqualTo(12);
    }

    @Test
    void aCleanedGradientLeavesNoNaNInTheRunningStatistics() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(2))
                .method(Circle.method("zero_nans"))
                .faults(List.of(new Fault.NanCell(5)))
                .build();
        Mlp normalised = Circle.network(2, 5, Activation.TANH, "he_uniform", Norm.BATCH);
        TrainingResult result = train(normalised, recipe, Circle.SPLIT);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.metrics().get("test_loss")).isFinite();
    }

    @Test
    void aSoftmaxLearnsAsItsLogitsDo() {
        Recipe recipe = Recipe.of(Loss.named("cross_entropy"), Circle.optimizer("sgd(0.5)"), Budget.epochs(3))
                .batch(128)
                .seed(4)
                .save(Save.FINAL)
                .build();
        Mlp softmax = new Mlp(
                List.of(5),
                Activation.TANH,
                List.of(Initializer.parse("he_uniform")),
                0,
                Norm.NONE,
                new Output(2, Activation.SOFTMAX));
        Mlp linear = new Mlp(
                List.of(5),
                Activation.TANH,
                List.of(Initializer.parse("he_uniform")),
                0,
                Norm.NONE,
                new Output(2, Activation.LINEAR));
        assertThat(train(softmax, recipe, Circle.SPLIT).weights())
                .isEqualTo(train(linear, recipe, Circle.SPLIT).weights());
    }

    @Test
    void aCleanedGradientIsNoDivergence() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(2))
                .method(Circle.method("zero_nans"))
                .faults(List.of(new Fault.NanCell(5)))
                .build();
        TrainingResult result = train(recipe);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.rejectedSteps()).isZero();
        assertThat(result.trace().steps().loss()[4]).isNaN();
        assertThat(result.metrics().get("train_loss")).isFinite();
    }

    @Test
    void aScaledBatchEngagesTheClip() {
        Recipe recipe = Circle.recipe("sgd(0.01)", Budget.steps(12))
                .method(Circle.method("clip_by_global_norm(5)"))
                .faults(List.of(new Fault.ScaleBatch(8, 1000)))
                .build();
        Mlp logits = new Mlp(
                List.of(5, 5),
                Activation.RELU,
                List.of(Initializer.parse("he_uniform")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        TrainingResult result = train(logits, recipe, Circle.SPLIT);
        boolean[] engaged = new boolean[12];
        engaged[7] = true;
        assertThat(result.trace().steps().engaged()).isEqualTo(engaged);
        assertThat(result.engagedFraction()).isEqualTo(1 / 12.0);
        assertThat(result.trace().steps().normBefore()[7]).isGreaterThan(5);
        assertThat(result.trace().steps().normAfter()[7]).isCloseTo(5, within(1e-5));
    }

    @Test
    void accumulatedMicroBatchesAreOneStepOfTheOptimizer() {
        Recipe whole = Circle.recipe("sgd(0.1)", Budget.steps(1))
                .batch(700)
                .shuffle(Shuffle.NEVER)
                .save(Save.FINAL)
                .build();
        Recipe parts = Circle.recipe("sgd(0.1)", Budget.steps(7))
                .batch(100)
                .shuffle(Shuffle.NEVER)
                .method(Circle.method("accumulate(7)"))
                .save(Save.FINAL)
                .build();
        TrainingResult once = train(whole);
        TrainingResult gathered = train(parts);
        assertThat(gathered.trace().steps().pending()).containsExactly(true, true, true, true, true, true, false);
        once.weights()
                .arrays()
                .forEach((name, expected) -> assertThat(
                                gathered.weights().arrays().get(name).toDoubles())
                        .as(name)
                        .containsExactly(expected.toDoubles(), within(1e-7)));
    }

    @Test
    void aLossScaleThatIsAPowerOfTwoChangesNoBit() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(3)).save(Save.FINAL).build();
        Recipe scaled = Circle.recipe("adam", Budget.epochs(3))
                .method(Circle.method("dynamic_loss_scale(1024, interval=4)"))
                .save(Save.FINAL)
                .build();
        TrainingResult plain = train(recipe);
        TrainingResult result = train(scaled);
        assertThat(result.weights()).isEqualTo(plain.weights());
        assertThat(result.trace().steps().normBefore()[0])
                .isEqualTo(1024 * plain.trace().steps().normBefore()[0], within(1e-6));
        assertThat(result.trace().steps().loss())
                .containsExactly(plain.trace().steps().loss());
    }

    @Test
    void theLearningRateFollowsItsSchedule() {
        Recipe recipe = Circle.recipe("sgd(0.5)", Budget.steps(5))
                .schedule(Schedule.parse("step(2, factor=0.1)"))
                .build();
        assertThat(train(recipe).trace().steps().learningRate())
                .containsExactly(new double[] {0.5, 0.5, 0.05, 0.05, 0.005}, within(1e-15));
    }

    @Test
    void weightDecayingRegularizationIsPartOfTheTrainingLossAlone() {
        Recipe plain = Circle.recipe("sgd(0.01)", Budget.steps(1)).batch(0).build();
        Recipe decayed = Circle.recipe("sgd(0.01)", Budget.steps(1))
                .batch(0)
                .regularizer(new L2(0.1))
                .build();
        AtomicReference<Double> squares = new AtomicReference<>(0.0);
        try (Model model = SMALL.build(List.of(2), 1)) {
            model.weights().stream()
                    .filter(weight -> weight.parameter().name().endsWith("weight"))
                    .forEach(weight -> squares.set(
                            squares.get() + weight.tensor().square().sum().item_double()));
        }
        TrainingResult without = train(plain);
        TrainingResult with = train(decayed);
        assertThat(with.trace().steps().loss()[0])
                .isCloseTo(without.trace().steps().loss()[0] + 0.1 * squares.get(), within(1e-6));
        assertThat(with.trace().metrics().values().get("train_loss")[0])
                .isEqualTo(without.trace().metrics().values().get("train_loss")[0]);
    }

    @Test
    void patienceLooksAtTheValidationPart() {
        Split split = new Split(Circle.rows(0, 500), Circle.rows(500, 700), Circle.rows(700, 1000));
        Recipe recipe = Circle.recipe("sgd(lr=1e-30)", Budget.epochs(100))
                .earlyStopping(new EarlyStopping(4))
                .build();
        TrainingResult result = train(SMALL, recipe, split);
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.steps()).isEqualTo(5 * 4);
        assertThat(result.reason()).contains("early stopping");
        assertThat(result.metrics()).containsKeys("validation_loss", "test_loss");
    }

    @Test
    void mayEndWhereTheTargetIsMetOnTheValidationPart() {
        Split split = new Split(Circle.rows(0, 500), Circle.rows(500, 700), Circle.rows(700, 1000));
        Recipe.Builder recipe = Circle.recipe("adam(lr=0.01)", Budget.epochs(100))
                .earlyStopping(new EarlyStopping(EarlyStopping.NO_END, 0, true));
        TrainingResult result = train(
                SMALL, recipe.target(Target.atLeast("validation_accuracy", 0.7)).build(), split);
        assertThat(result.steps()).isBetween(1L, 100L * 4 - 1);
        assertThat(result.reachedTarget()).isTrue();
        assertThat(result.stepsToTarget()).isEqualTo(result.steps());
        assertThat(result.status()).isEqualTo(TrainingResult.Status.COMPLETED);
        assertThat(result.reason()).contains("the target is met");
        assertThatThrownBy(() -> train(
                        SMALL,
                        recipe.target(Target.atLeast("test_accuracy", 0.7)).build(),
                        split))
                .hasMessageContaining("decides by the validation part")
                .hasMessageContaining("validation_accuracy");
        assertThatThrownBy(() -> train(SMALL, recipe.target(null).build(), split))
                .hasMessageContaining("at_target needs a target");
        assertThatThrownBy(() -> new EarlyStopping(EarlyStopping.NO_END, 0, false))
                .hasMessageContaining("needs patience");
    }

    @Test
    void theBestWeightsAreThoseOfTheLeastValidationLoss() {
        Split split = new Split(Circle.rows(0, 500), Circle.rows(500, 700), null);
        Recipe recipe =
                Circle.recipe("sgd(2)", Budget.epochs(30)).save(Save.BEST).build();
        TrainingResult result = train(SMALL, recipe, split);
        double least = Arrays.stream(result.trace().metrics().values().get("validation_loss"))
                .min()
                .getAsDouble();
        assertThat(least).isLessThan(result.metrics().get("validation_loss"));
        try (Model model = SMALL.build(List.of(2), 99)) {
            result.weights().restore(model);
            Recipe still = Circle.recipe("sgd(1e-30)", Budget.steps(1)).build();
            try (TrainingLoop loop = new TrainingLoop(model, still, split)) {
                assertThat(loop.run().metrics().get("validation_loss")).isEqualTo(least);
            }
        }
    }

    @Test
    void itStopsAfterTheStepAtWhichItWasAskedAndKeepsItsResults() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(100)).build();
        try (Model model = SMALL.build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            int[] asked = {0};
            TrainingResult result = loop.stopWhen(() -> ++asked[0] == 8).run();
            assertThat(result.status()).isEqualTo(TrainingResult.Status.STOPPED);
            assertThat(result.steps()).isEqualTo(8);
            assertThat(result.metrics()).containsKey("test_accuracy");
            assertThat(result.reason()).contains("after step 8");
        }
    }

    @Test
    void endedEarlyItIsTheBeginningOfTheWholeRun() {
        Recipe recipe = Circle.recipe("adam", Budget.epochs(20))
                .schedule(io.steadygrad.schedule.Schedule.parse("cosine"))
                .build();
        TrainingResult whole = train(recipe);
        try (Model model = SMALL.build(List.of(2), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            TrainingResult part = loop.until(13).run();
            assertThat(part.status()).isEqualTo(TrainingResult.Status.COMPLETED);
            assertThat(part.steps()).isEqualTo(13);
            assertThat(part.trace().steps().loss())
                    .containsExactly(Arrays.copyOf(whole.trace().steps().loss(), 13));
            assertThat(part.metrics()).containsKey("test_accuracy");
        }
        try (Model model = SMALL.build(List.of(2), recipe.seed());
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            assertThat(loop.until(Long.MAX_VALUE).run().steps()).isEqualTo(whole.steps());
        }
    }

    @Test
    void evaluationsAreThinnedButTheLastStepIsAlwaysMeasured() {
        Recipe recipe = Circle.recipe("sgd(0.1)", Budget.epochs(11))
                .batch(0)
                .evaluations(new Evaluations(4, false, 100))
                .build();
        assertThat(train(recipe).trace().metrics().step()).containsExactly(3, 6, 9, 11);
    }

    @Test
    void inputsGoThroughTheBatchTransform() {
        Recipe recipe = Circle.recipe("sgd(0.1)", Budget.steps(3))
                .transform(features -> features.mul(new Scalar(0.0)))
                .build();
        TrainingResult result = train(recipe);
        assertThat(result.trace().tensors().names().get(0)).isEqualTo("hidden.0.weight");
        assertThat(result.trace().tensors().l2()[0]).isZero();
    }

    @Test
    void regressionIsMeasuredByR2() {
        float[] x = {0, 1, 2, 3};
        Split split = new Split(Examples.of(x, List.of(1), new float[] {1, 3, 5, 7}, List.of(), 0), null, null);
        Mlp line = new Mlp(
                List.of(),
                Activation.LINEAR,
                List.of(Initializer.parse("zeros")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        Recipe recipe = Recipe.of(Loss.named("mean_squared_error"), Circle.optimizer("sgd(0.1)"), Budget.epochs(400))
                .target(Target.atLeast("train_r2", 0.99))
                .build();
        try (Model model = line.build(List.of(1), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, split)) {
            TrainingResult result = loop.run();
            // Predicting 0 everywhere: 1 - (1 + 9 + 25 + 49) / (9 + 1 + 1 + 9).
            assertThat(result.trace().metrics().values().get("train_r2")[0]).isCloseTo(1 - 84 / 20.0, within(1e-12));
            assertThat(result.trace().metrics().values().get("train_loss")[0]).isEqualTo(21);
            assertThat(result.metrics().get("train_r2")).isGreaterThan(0.99999);
            assertThat(result.reachedTarget()).isTrue();
            assertThat(result.stepsToTarget()).isBetween(2L, 200L);
            assertThat(model.weights().get(0).tensor().item_double()).isCloseTo(2, within(1e-3));
        }
    }

    @Test
    void inputsThatTheModelCannotTakeAreRefusedBeforeTraining() {
        Recipe recipe = Circle.recipe("adam", Budget.steps(1)).build();
        try (Model model = SMALL.build(List.of(3), 1)) {
            assertThatThrownBy(() -> new TrainingLoop(model, recipe, Circle.SPLIT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot work on inputs of shape [1, 2]")
                    .hasMessageNotContaining("frame #");
        }
    }

    @Test
    void anUnknownTargetIsRefusedBeforeTraining() {
        Recipe recipe = Circle.recipe("adam", Budget.steps(1))
                .target(Target.atLeast("test_r2", 0.5))
                .build();
        assertThatThrownBy(() -> train(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train_loss, train_accuracy, test_loss, test_accuracy, not 'test_r2'");
    }
}
