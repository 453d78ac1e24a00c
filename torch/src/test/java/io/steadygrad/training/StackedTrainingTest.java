package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.trace.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackedTrainingTest {
    private static final int STEPS = 100;

    /** What differs between the members of a stack. */
    private record Member(String method, String optimizer, long seed) {}

    /** What they have in common. */
    private record Work(ModelSpec spec, List<Integer> shape, Split split, String loss, Consumer<Recipe.Builder> more) {
        Work with(Consumer<Recipe.Builder> change) {
            return new Work(spec, shape, split, loss, more.andThen(change));
        }

        Recipe recipe(Member member) {
            Recipe.Builder recipe = Recipe.of(
                            Loss.named(loss),
                            OptimizerExpression.parse(member.optimizer()).optimizer(),
                            Budget.steps(STEPS))
                    .method(MethodExpression.parse(member.method()).chain())
                    .batch(13)
                    .save(Save.FINAL)
                    .evaluations(Evaluations.LAST_ONLY)
                    .seed(member.seed());
            more.accept(recipe);
            return recipe.build();
        }
    }

    private static final List<Member> SEVEN = List.of(
            new Member("identity", "sgd(lr=0.05)", 1),
            new Member("clip_by_global_norm(0.5)", "sgd(lr=0.05)", 1),
            new Member("clip_by_global_norm(0.1)", "adam(lr=0.002)", 2),
            new Member("agc(0.01)", "sgd(lr=0.1, momentum=0.9)", 3),
            new Member("autoclip(50)", "rmsprop(lr=0.001)", 4),
            new Member("dynamic_loss_scale(init=8)", "sgd(lr=0.02)", 5),
            new Member("article(gamma=0.01)", "adagrad(lr=0.01)", 6));

    private static final Work RINGS = new Work(
            mlp(Activation.TANH, new Output(1, Activation.SIGMOID)),
            List.of(2),
            Circle.SPLIT,
            "binary_cross_entropy",
            recipe -> {});

    private static Mlp mlp(Activation activation, Output output) {
        return new Mlp(List.of(9, 7), activation, List.of(Initializer.parse("he_uniform")), 0.1, Norm.NONE, output);
    }

    private static Rnn rnn(Cell cell, int layers, Output output) {
        return new Rnn(
                cell,
                11,
                layers,
                new RnnInit(Initializer.parse("orthogonal"), Initializer.parse("glorot_uniform")),
                output);
    }

    /** Rows of random numbers; the target is a class, or a number. */
    private static Examples noise(int rows, List<Integer> shape, int classes, int targets) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(rows);
        float[] features = new float[rows * shape.stream().reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] wanted = new float[rows * targets];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = classes > 0 ? random.nextInt(classes) : (float) random.nextGaussian();
        }
        return Examples.of(features, shape, wanted, targets == 1 ? List.of() : List.of(targets), classes);
    }

    private static Work noise(ModelSpec spec, List<Integer> shape, int classes, int targets, String loss) {
        return new Work(
                spec,
                shape,
                new Split(noise(60, shape, classes, targets), null, noise(40, shape, classes, targets)),
                loss,
                recipe -> {});
    }

    private static TrainingResult alone(Work work, Member member) {
        try (Model model = work.spec().build(work.shape(), member.seed());
                TrainingLoop loop = new TrainingLoop(model, work.recipe(member), work.split())) {
            return loop.run();
        }
    }

    private static List<TrainingResult> together(Work work, List<Member> members) {
        List<Model> models = new ArrayList<>();
        List<TrainingLoop> loops = new ArrayList<>();
        Map<Integer, TrainingResult> results = new TreeMap<>();
        try {
            for (Member member : members) {
                models.add(work.spec().build(work.shape(), member.seed()));
                loops.add(new TrainingLoop(models.get(models.size() - 1), work.recipe(member), work.split()));
            }
            new StackedTraining(work.spec(), work.shape(), loops).run(new StackedTraining.Listener() {
                @Override
                public void finished(int member, TrainingResult result) {
                    assertThat(results.put(member, result)).isNull();
                }

                @Override
                public void failed(int member, RuntimeException why) {
                    throw why;
                }
            });
        } finally {
            loops.forEach(TrainingLoop::close);
            models.forEach(Model::close);
        }
        assertThat(results).hasSameSizeAs(members);
        return List.copyOf(results.values());
    }

    /** Everything but times. */
    private static Map<String, @Nullable Object> numbers(TrainingResult result) {
        Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
        numbers.put("status", result.status() + " " + result.reason());
        numbers.put("metrics", result.metrics());
        numbers.put("steps", result.steps() + " " + result.stepsToTarget() + " " + result.rejectedSteps());
        numbers.put("loss", Arrays.toString(result.trace().steps().loss()));
        numbers.put("norms", Arrays.toString(result.trace().steps().normAfter()));
        Signals signals = result.trace().signals();
        numbers.put("layers", layers(signals.layers()));
        numbers.put("updates", Arrays.toString(signals.updates().update()));
        numbers.put("flow", Arrays.toString(signals.flow().gradient()));
        numbers.put("origins", signals.origins());
        numbers.put("weights", result.weights());
        return numbers;
    }

    private static List<Object> layers(Signals.Layers layers) {
        return List.of(
                layers.names(),
                layers.activations(),
                Arrays.toString(layers.step()),
                Arrays.toString(layers.scale()),
                Arrays.toString(layers.dead()),
                Arrays.toString(layers.nonFinite()),
                Arrays.toString(layers.gradient()));
    }

    private static void sameInEveryCompany(Work work, List<Member> members) {
        List<Map<String, @Nullable Object>> single = members.stream()
                .map(member -> numbers(together(work, List.of(member)).get(0)))
                .toList();
        List<List<Integer>> stacks = List.of(
                IntStream.range(0, members.size()).boxed().toList(),
                List.of(1, 0),
                List.of(5, 2),
                List.of(6, 3, 1, 4, 0, 2, 5),
                List.of(3, 4, 6));
        for (List<Integer> stack : stacks) {
            List<TrainingResult> results =
                    together(work, stack.stream().map(members::get).toList());
            for (int i = 0; i < stack.size(); i++) {
                assertThat(numbers(results.get(i)))
                        .as("member %s in the stack %s", stack.get(i), stack)
                        .isEqualTo(single.get(stack.get(i)));
            }
        }
    }

    private static void agreesWithTrainingAlone(Work work) {
        List<TrainingResult> stacked = together(work, SEVEN);
        for (int i = 0; i < SEVEN.size(); i++) {
            double[] one = alone(work, SEVEN.get(i)).trace().steps().loss();
            double[] other = stacked.get(i).trace().steps().loss();
            assertThat(other).as(SEVEN.get(i).toString()).hasSize(100).hasSameSizeAs(one);
            for (int s = 0; s < 100; s++) {
                assertThat(Math.abs(other[s] - one[s]) / Math.abs(one[s]))
                        .as("%s, step %s: %s stacked, %s alone", SEVEN.get(i), s + 1, other[s], one[s])
                        .isLessThan(1e-5);
            }
        }
    }

    @Test
    void aRunIsTheSameToTheLastBitWhateverTrainsBesideIt() {
        sameInEveryCompany(RINGS, SEVEN);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void soItIsWithEveryActivation(Activation activation) {
        sameInEveryCompany(
                noise(mlp(activation, new Output(3, Activation.SOFTMAX)), List.of(5), 3, 1, "cross_entropy"), SEVEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TANH", "RELU", "SIGMOID"})
    void soItIsThroughTime(Cell cell) {
        sameInEveryCompany(
                noise(rnn(cell, 2, new Output(1, Activation.LINEAR)), List.of(6, 2), 0, 1, "mean_squared_error"),
                SEVEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 33, 60})
    void soItIsAtEveryBatchSize(int batch) {
        Work one = noise(rnn(Cell.TANH, 1, new Output(2, Activation.SIGMOID)), List.of(1, 3), 2, 1, "cross_entropy");
        sameInEveryCompany(one.with(recipe -> recipe.batch(batch)), SEVEN);
        Work other =
                noise(mlp(Activation.GELU, new Output(1, Activation.LINEAR)), List.of(3), 2, 1, "binary_cross_entropy");
        sameInEveryCompany(other.with(recipe -> recipe.batch(batch)), SEVEN);
    }

    @Test
    void thoseThatDivergeLeaveAndTheOthersDoNotNotice() {
        List<Member> wild = new ArrayList<>(SEVEN);
        wild.set(2, new Member("identity", "sgd(lr=1e30)", 2));
        wild.set(4, new Member("clip_by_value(1)", "sgd(lr=1e38)", 4));
        Work work =
                noise(mlp(Activation.RELU, new Output(1, Activation.LINEAR)), List.of(4), 0, 1, "mean_squared_error");
        assertThat(together(work, wild).stream().map(TrainingResult::status))
                .filteredOn(status -> status == TrainingResult.Status.DIVERGED)
                .hasSize(2);
        sameInEveryCompany(work, wild);
    }

    @Test
    void thoseThatReachTheTargetLeaveAndTheOthersDoNotNotice() {
        Work rings = RINGS.with(recipe -> recipe.batch(128));
        double median = together(rings, SEVEN).stream()
                .mapToDouble(result -> result.metrics().get("train_loss"))
                .sorted()
                .toArray()[3];
        Work work = rings.with(recipe -> recipe.target(Target.atMost("train_loss", median))
                .earlyStopping(new EarlyStopping(EarlyStopping.NO_END, 0, true)));
        List<TrainingResult> results = together(work, SEVEN);
        assertThat(results.stream().map(TrainingResult::steps).distinct()).hasSizeGreaterThan(1);
        sameInEveryCompany(work, SEVEN);
    }

    @Test
    void faultsAndL2AreEachRunsOwn() {
        Work work = RINGS.with(recipe -> recipe.regularizer(new L2(0.01))
                .faults(List.of(
                        new Fault.ScaleBatch(20, 5),
                        new Fault.NanCell(30),
                        new Fault.ScaleWeights(40, "hidden.1", 2),
                        new Fault.FlipLabels(0.2))));
        sameInEveryCompany(work, SEVEN);
        TrainingResult rejected = together(work, SEVEN).get(1);
        assertThat(rejected.rejectedSteps()).isEqualTo(1);
        assertThat(rejected.rejectedSteps()).isEqualTo(alone(work, SEVEN.get(1)).rejectedSteps());
        agreesWithTrainingAlone(work.with(recipe -> recipe.faults(List.of(
                new Fault.ScaleBatch(20, 5), new Fault.ScaleWeights(40, "hidden.1", 2), new Fault.FlipLabels(0.2)))));
    }

    @Test
    void aRunAgreesWithTrainingAloneForAHundredSteps() {
        agreesWithTrainingAlone(RINGS);
        for (Activation head : List.of(Activation.SOFTMAX, Activation.SIGMOID, Activation.LINEAR)) {
            Mlp network = mlp(Activation.ELU, new Output(3, head));
            for (String loss : List.of("cross_entropy", "binary_cross_entropy")) {
                agreesWithTrainingAlone(noise(network, List.of(5), 3, 1, loss));
            }
            for (String loss : List.of("mean_squared_error", "mean_absolute_error")) {
                agreesWithTrainingAlone(noise(network, List.of(5), 0, 3, loss));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TANH", "RELU", "SIGMOID"})
    void soItDoesThroughTime(Cell cell) {
        agreesWithTrainingAlone(
                noise(rnn(cell, 2, new Output(3, Activation.SOFTMAX)), List.of(8, 2), 3, 1, "cross_entropy"));
        agreesWithTrainingAlone(
                noise(rnn(cell, 1, new Output(1, Activation.LINEAR)), List.of(20, 2), 0, 1, "mean_squared_error"));
    }

    @Test
    void whatTheLayersShowIsWhatTheyShowAlone() {
        for (Member member : List.of(SEVEN.get(0), SEVEN.get(5))) {
            Signals.Layers stacked = together(RINGS, List.of(SEVEN.get(3), member))
                    .get(1)
                    .trace()
                    .signals()
                    .layers();
            Signals.Layers single = alone(RINGS, member).trace().signals().layers();
            assertThat(stacked.names()).isEqualTo(single.names()).containsExactly("hidden.0", "hidden.1", "output");
            assertThat(stacked.activations()).isEqualTo(single.activations());
            assertThat(stacked.step()).isEqualTo(single.step());
            assertThat(stacked.scale()).containsExactly(single.scale(), offset(1e-4f));
            assertThat(stacked.signal()).containsExactly(single.signal(), offset(1e-4f));
            for (int i = 0; i < single.gradient().length; i++) {
                assertThat(stacked.gradient()[i]).isCloseTo(single.gradient()[i], withinPercentage(0.1));
            }
        }
    }

    @Test
    void whatCannotBeStackedIsRefusedWithTheReason() {
        Work work = noise(rnn(Cell.GRU, 1, new Output(3, Activation.SOFTMAX)), List.of(6, 2), 3, 1, "cross_entropy");
        assertThatThrownBy(() -> together(work, SEVEN)).hasMessageContaining("not with gru");
        assertThatThrownBy(() -> together(RINGS.with(recipe -> recipe.threads(2)), SEVEN))
                .hasMessageContaining("by one thread, not by 2");
        assertThatThrownBy(() -> together(RINGS.with(recipe -> recipe.repair(true)), SEVEN))
                .hasMessageContaining("repaired");
    }
}
