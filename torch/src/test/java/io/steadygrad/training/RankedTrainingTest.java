package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.formats.NdArray;
import io.steadygrad.health.Health;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.ranks.RanksAsThreads;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One training by several ranks is the training of one process with the same batches. */
class RankedTrainingTest {
    @TempDir
    private Path directory;

    private int meetings;

    private interface Loops<T> {
        T of(TrainingLoop loop, ProcessGroup group);
    }

    private <T> List<T> train(int ranks, Recipe recipe, Norm norm, Loops<T> loops) throws Exception {
        Path meeting = directory.resolve("meeting-" + meetings++);
        return RanksAsThreads.run(ranks, meeting, group -> {
            try (Model model = Circle.network(2, 20, Activation.TANH, "glorot_uniform", norm)
                            .build(List.of(2), 3);
                    TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
                return loops.of(loop.among(group), group);
            }
        });
    }

    private List<TrainingResult> train(int ranks, Recipe recipe) throws Exception {
        return train(ranks, recipe, Norm.NONE, (loop, group) -> loop.run());
    }

    private static void assertClose(TrainingResult one, TrainingResult other) {
        double[] expected = other.trace().steps().loss();
        double[] losses = one.trace().steps().loss();
        assertThat(losses).hasSameSizeAs(expected);
        double[] norms = one.trace().steps().normBefore();
        for (int i = 0; i < losses.length; i++) {
            assertThat(losses[i]).as("loss of step %d", i + 1).isCloseTo(expected[i], within(1e-5 * expected[i]));
            double norm = other.trace().steps().normBefore()[i];
            assertThat(norms[i]).as("norm of step %d", i + 1).isCloseTo(norm, within(1e-4 * norm));
        }
        other.metrics()
                .forEach((name, value) ->
                        assertThat(one.metrics().get(name)).as(name).isCloseTo(value, within(1e-5 * Math.abs(value))));
        weights(other).forEach((name, weight) -> {
            double[] a = weights(one).get(name).toDoubles();
            double[] b = weight.toDoubles();
            double largest = java.util.Arrays.stream(b).map(Math::abs).max().orElse(0);
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i]).as(name).isCloseTo(b[i], within(1e-5 * largest));
            }
        });
    }

    private static java.util.Map<String, NdArray> weights(TrainingResult result) {
        return Objects.requireNonNull(result.weights()).arrays();
    }

    /** 700 rows in batches of 128 leave a last one of 60; of 99 one of 7; of 233 one of 1, which is less than there are ranks. */
    @ParameterizedTest
    @CsvSource({
        "2, 128, sgd(0.1)",
        "3, 128, 'sgd(0.1, momentum=0.9)'",
        "3, 99, sgd(0.1)",
        "3, 233, sgd(0.1)",
        "2, 0, adam(0.001)"
    })
    void unequalPartsGiveTheMeanOverTheWholeBatch(int ranks, int batch, String optimizer) throws Exception {
        Recipe recipe = Circle.recipe(optimizer, Budget.steps(24))
                .batch(batch)
                .method(Circle.method("clip_by_global_norm(0.05)"))
                .regularizer(new L2(0.001))
                .save(Save.FINAL)
                .build();
        List<TrainingResult> together = train(ranks, recipe);
        assertClose(together.get(0), train(1, recipe).get(0));
        for (TrainingResult rank : together) {
            assertThat(rank.weights())
                    .as("the same bits on every rank")
                    .isEqualTo(together.get(0).weights());
            assertThat(rank.metrics()).isEqualTo(together.get(0).metrics());
            assertThat(rank.trace().steps().loss())
                    .isEqualTo(together.get(0).trace().steps().loss());
        }
    }

    @Test
    void theSameRanksGiveTheSameBitsAgain() throws Exception {
        Recipe recipe =
                Circle.recipe("adam(0.01)", Budget.epochs(3)).save(Save.FINAL).build();
        assertThat(train(3, recipe).get(0).weights())
                .isEqualTo(train(3, recipe).get(0).weights());
    }

    /** Each rank normalises with its own rows; what is remembered of them is one mean on all ranks. */
    @Test
    void runningStatisticsAreTheSameOnEveryRank() throws Exception {
        Recipe recipe =
                Circle.recipe("sgd(0.05)", Budget.epochs(4)).save(Save.FINAL).build();
        List<TrainingResult> together = train(2, recipe, Norm.BATCH, (loop, group) -> loop.run());
        assertThat(together.get(1).weights()).isEqualTo(together.get(0).weights());
        TrainingResult alone =
                train(1, recipe, Norm.BATCH, (loop, group) -> loop.run()).get(0);
        assertThat(together.get(0).weights()).isNotEqualTo(alone.weights());
        assertThat(together.get(0).metrics().get("test_loss"))
                .isCloseTo(alone.metrics().get("test_loss"), within(0.05));
    }

    @Test
    void aCheckpointOfRankZeroIsEnoughForAllToGoOn() throws Exception {
        Recipe recipe = Circle.recipe("adam(0.01)", Budget.epochs(5))
                .method(Circle.method("zclip"))
                .save(Save.FINAL)
                .build();
        TrainingResult through = train(2, recipe).get(0);
        Path file = directory.resolve("rank0.safetensors");
        train(2, recipe, Norm.NONE, (loop, group) -> {
            for (int i = 0; i < 13; i++) {
                loop.advance();
            }
            if (group.rank() == 0) {
                try {
                    loop.checkpoint().write(file);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return loop.step();
        });
        Checkpoint checkpoint = Checkpoint.read(file);
        List<TrainingResult> resumed = train(
                2, recipe, Norm.NONE, (loop, group) -> loop.resume(checkpoint).run());
        assertThat(resumed.get(0).weights()).isEqualTo(through.weights());
        assertThat(resumed.get(0).metrics()).isEqualTo(through.metrics());
        assertThat(resumed.get(0).trace().signals())
                .usingRecursiveComparison()
                .isEqualTo(through.trace().signals());
        assertThatThrownBy(() -> train(3, recipe, Norm.NONE, (loop, group) -> {
                    group.sum(new double[1]); // all of them are there before one refuses and leaves
                    return loop.resume(checkpoint).run();
                }))
                .hasMessageContaining("2 ranks")
                .hasMessageContaining("3 ranks");
    }

    @Test
    void oneThatWantsToStopStopsAll() throws Exception {
        Recipe recipe = Circle.recipe("sgd(0.1)", Budget.epochs(50)).build();
        List<TrainingResult> stopped = train(
                3,
                recipe,
                Norm.NONE,
                (loop, group) -> loop.stopWhen(() -> group.rank() == 1 && loop.step() >= 7)
                        .run());
        assertThat(stopped).allSatisfy(each -> {
            assertThat(each.status()).isEqualTo(TrainingResult.Status.STOPPED);
            assertThat(each.steps()).isEqualTo(7);
        });
    }

    @Test
    void weightsThatDriftApartEndTheTraining() {
        Recipe recipe = Circle.recipe("sgd(0.1)", Budget.epochs(50)).build();
        assertThatThrownBy(() -> train(2, recipe, Norm.NONE, (loop, group) -> {
                    loop.advance();
                    if (group.rank() == 1) {
                        loop.reinitialise(1);
                    }
                    return loop.run();
                }))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("before step 2 the weights of rank 1 are no longer those of rank 0");
    }

    /** The row that spoils the loss is among those of the last rank; the record is that of rank 0. */
    @Test
    void rankZeroFindsWhatWasWrongWithAnotherRanksRows() throws Exception {
        Examples train = Circle.rows(0, 700);
        new org.bytedeco.javacpp.FloatPointer(train.features().data_ptr()).put(2L * 126, Float.NaN);
        Split spoiled = new Split(train, null, Circle.rows(700, 1000));
        Recipe recipe = Circle.recipe("sgd(0.1)", Budget.epochs(2))
                .shuffle(Shuffle.NEVER)
                .build();
        List<TrainingResult> results = RanksAsThreads.run(2, directory.resolve("nan"), group -> {
            try (Model model = Circle.network(2, 5, Activation.TANH, "glorot_uniform")
                            .build(List.of(2), 3);
                    TrainingLoop loop = new TrainingLoop(model, recipe, spoiled)) {
                return loop.among(group).run();
            }
        });
        assertThat(results).allSatisfy(each -> {
            assertThat(each.status()).isEqualTo(TrainingResult.Status.DIVERGED);
            assertThat(each.divergedAtStep()).isEqualTo(1);
        });
        var origin = results.get(0).trace().signals().origins().get(0);
        assertThat(origin.place()).isEqualTo("input");
        assertThat(origin.rows()).containsExactly(126L);
        assertThat(Health.diagnose(results.get(0).trace())).isNotEmpty();
    }

    @Test
    void whatNeedsTheWholeBatchInOnePlaceIsRefused() {
        Recipe small = Circle.recipe("sgd(0.1)", Budget.steps(3)).batch(2).build();
        assertThatThrownBy(() -> train(3, small)).hasMessageContaining("A batch of 2 rows cannot be shared by 3 ranks");
        Recipe repaired =
                Circle.recipe("sgd(0.1)", Budget.steps(3)).repair(true).build();
        assertThatThrownBy(() -> train(2, repaired)).hasMessageContaining("with 2 ranks leave 'repair' out");
    }
}
