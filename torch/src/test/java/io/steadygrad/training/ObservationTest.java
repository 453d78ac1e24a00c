package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Glob;
import io.steadygrad.initializer.Fan;
import io.steadygrad.initializer.HeUniform;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Cnn;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.Padding;
import io.steadygrad.model.Positions;
import io.steadygrad.model.ResNet;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import io.steadygrad.model.Stem;
import io.steadygrad.model.Transformer;
import io.steadygrad.torch.Gates;
import io.steadygrad.trace.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObservationTest {
    private static final Output CLASSES = new Output(3, Activation.SOFTMAX);
    private static final Initializer HE = new HeUniform(Fan.IN);

    private static Examples random(int rows, List<Integer> shape, boolean classes) {
        Random random = new Random(5);
        float[] features = new float[shape.stream().reduce(rows, Math::multiplyExact)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] targets = new float[rows];
        for (int i = 0; i < rows; i++) {
            targets[i] = classes ? random.nextInt(3) : (float) random.nextGaussian();
        }
        return Examples.of(features, shape, targets, List.of(), classes ? 3 : 0);
    }

    private static Recipe.Builder recipe(String loss, String optimizer, long steps) {
        return Recipe.of(Loss.named(loss), Circle.optimizer(optimizer), Budget.steps(steps))
                .batch(8)
                .save(Save.FINAL)
                .evaluations(Evaluations.LAST_ONLY)
                .seed(3);
    }

    private static TrainingResult train(
            ModelSpec spec, List<Integer> shape, Recipe recipe, boolean observed, boolean gated) {
        boolean classes = recipe.task() == Task.CLASSIFICATION;
        try (Examples examples = random(40, shape, classes);
                Model model = spec.build(shape, 2);
                Gates gates = new Gates(Glob.parse("*"), Circle.method("scale(0.5)"));
                TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, null))) {
            if (gated) {
                loop.through(gates);
            }
            return (observed ? loop : loop.unobserved()).run();
        }
    }

    private static Signals observe(ModelSpec spec, List<Integer> shape, Recipe recipe) {
        return train(spec, shape, recipe, true, false).trace().signals();
    }

    private static Rnn rnn(Cell cell) {
        return new Rnn(cell, 5, 2, new RnnInit(HE, HE), CLASSES);
    }

    static Stream<Arguments> models() {
        Cnn cnn = new Cnn(
                List.of(4, 4),
                3,
                2,
                Padding.SAME,
                List.of(6),
                Activation.RELU,
                List.of(HE),
                0,
                Norm.BATCH,
                true,
                CLASSES);
        Mlp mlp = new Mlp(List.of(6, 6, 6), Activation.TANH, List.of(HE), 0, Norm.LAYER, CLASSES);
        Transformer transformer = new Transformer(2, 2, 8, 8, Activation.GELU, Positions.LEARNED, 0, HE, CLASSES);
        return Stream.of(
                Arguments.of("mlp", mlp, List.of(4)),
                Arguments.of("cnn", cnn, List.of(2, 8, 8)),
                Arguments.of("rnn", rnn(Cell.TANH), List.of(6, 3)),
                Arguments.of("rnn relu", rnn(Cell.RELU), List.of(6, 3)),
                Arguments.of("lstm", rnn(Cell.LSTM), List.of(6, 3)),
                Arguments.of("gru", rnn(Cell.GRU), List.of(6, 3)),
                Arguments.of("transformer", transformer, List.of(6, 3)),
                Arguments.of("resnet", new ResNet(List.of(1, 1, 1, 1), false, 3, Stem.SMALL, null), List.of(3, 8, 8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void trainingIsTheSameToTheLastBitObservedOrNot(String name, ModelSpec spec, List<Integer> shape) {
        Recipe recipe = recipe("cross_entropy", "adam(lr=0.01)", 20)
                .faults(List.of(new Fault.ScaleBatch(17, 1000)))
                .build();
        TrainingResult with = train(spec, shape, recipe, true, false);
        TrainingResult without = train(spec, shape, recipe, false, false);

        assertThat(with.weights()).isEqualTo(without.weights());
        assertThat(with.trace().steps().loss())
                .isEqualTo(without.trace().steps().loss());
        assertThat(with.trace().signals().layers().samples()).isGreaterThan(5);
        assertThat(without.trace().signals().layers().samples()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void gatesDoTheSameObservedOrNot(String name, ModelSpec spec, List<Integer> shape) {
        Recipe recipe = recipe("cross_entropy", "sgd(lr=0.1)", 5).build();

        assertThat(train(spec, shape, recipe, true, true).weights())
                .isEqualTo(train(spec, shape, recipe, false, true).weights());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void everyLayerIsSeenBothWays(String name, ModelSpec spec, List<Integer> shape) {
        Signals.Layers layers = observe(
                        spec, shape, recipe("cross_entropy", "sgd(lr=0.1)", 3).build())
                .layers();

        assertThat(layers.step()).containsExactly(1, 2, 3);
        assertThat(layers.names()).hasSizeGreaterThan(2);
        assertThat(layers.nonFinite()).containsOnly(0);
        for (int at = 0; at < layers.scale().length; at++) {
            assertThat(layers.scale()[at]).isPositive();
            assertThat(layers.signal()[at]).isPositive();
            assertThat(layers.gradient()[at]).isPositive();
            assertThat(layers.dead()[at]).isBetween(0f, 1f);
        }
    }

    /** y = (2 x_0, 0, -3) of inputs (1, .) and (3, .): everything can be worked out by hand. */
    @Test
    void measuresWhatALayerHandsOnAndWhatComesBack() {
        Mlp linear = new Mlp(
                List.of(3),
                Activation.RELU,
                List.of(Initializer.parse("zeros")),
                2,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        List<Integer> shape = List.of(2);
        float[] features = {1, 0, 3, 0};
        Signals signals;
        try (Examples examples = Examples.of(features, shape, new float[] {1, 1}, List.of(), 0);
                Model model = linear.build(shape, 1)) {
            // hidden = relu(W x + b) with W = (2 0; 0 0; 0 0), b = (0, 2, -1); output = hidden . (1, 1, 1)
            put(model, "hidden.0.weight", 2, 0, 0, 0, 0, 0);
            put(model, "hidden.0.bias", 0, 2, -1);
            put(model, "output.weight", 1, 1, 1);
            Recipe recipe = Recipe.of(
                            Loss.named("mean_squared_error"), Circle.optimizer("sgd(lr=0.5)"), Budget.steps(1))
                    .evaluations(Evaluations.LAST_ONLY)
                    .build();
            try (TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, null))) {
                signals = loop.run().trace().signals();
            }
        }
        Signals.Layers layers = signals.layers();

        assertThat(layers.names()).containsExactly("hidden.0", "output");
        assertThat(layers.activations()).containsExactly("relu", "linear");
        assertThat(layers.units()).containsExactly(3, 1);
        // hidden: (2, 2, 0) and (6, 2, 0); output: 4 and 8
        assertThat(layers.mean()).containsExactly(2, 6);
        assertThat(layers.scale()[0]).isCloseTo((float) Math.sqrt((4 + 4 + 36 + 4) / 6.0), within(1e-6f));
        assertThat(layers.signal()[0]).isCloseTo((float) Math.sqrt(4 / 3.0), within(1e-6f));
        assertThat(layers.signal()[1]).isEqualTo(2);
        assertThat(layers.dead()[0]).isEqualTo(1 / 3f);
        assertThat(layers.dead()[1]).isZero();
        assertThat(layers.saturated()).containsOnly(Float.NaN);
        // dL/dy = 2 (y - t) / 2 = 3 and 7; dL/dh = that for each of three units
        assertThat(layers.gradient()[1]).isCloseTo((float) Math.sqrt(9 + 49), within(1e-5f));
        assertThat(layers.gradient()[0]).isCloseTo((float) Math.sqrt(3 * (9 + 49)), within(1e-5f));
        // tensors: hidden.0.weight, hidden.0.bias, output.weight, output.bias
        assertThat(signals.updates().weight()[0]).isEqualTo(2);
        assertThat(signals.updates().weight()[1]).isCloseTo((float) Math.sqrt(5), within(1e-6f));
        assertThat(signals.updates().update()[3]).as("0.5 * (3 + 7)").isCloseTo(5, within(1e-5f));
    }

    private static void put(Model model, String name, float... values) {
        model.weights().stream()
                .filter(weight -> weight.parameter().name().equals(name))
                .forEach(weight ->
                        new org.bytedeco.javacpp.FloatPointer(weight.tensor().data_ptr()).put(values));
    }

    @Test
    void tellsSaturatedUnits() {
        Mlp wide = new Mlp(
                List.of(20),
                Activation.TANH,
                List.of(Initializer.parse("constant(value=50)")),
                0,
                Norm.NONE,
                new Output(1, Activation.SIGMOID));
        Signals.Layers layers = observe(
                        wide,
                        List.of(2),
                        recipe("mean_squared_error", "sgd(lr=0.1)", 1).build())
                .layers();

        assertThat(layers.saturated()[0]).isGreaterThan(0.9f);
        assertThat(layers.saturated()[1]).isGreaterThan(0.9f);
    }

    @Test
    void seesTheGradientFadeOnItsWayThroughTime() {
        Initializer half = Initializer.parse("orthogonal(gain=0.5)");
        Rnn fading = new Rnn(
                Cell.TANH,
                16,
                1,
                new RnnInit(half, Initializer.parse("normal(sd=0.1)")),
                new Output(1, Activation.LINEAR));
        int time = 50;
        Signals signals = observe(
                fading,
                List.of(time, 2),
                recipe("mean_squared_error", "sgd(lr=0.01)", 2).build());
        Signals.Flow flow = signals.flow();

        assertThat(flow.layers()).containsExactly("recurrent");
        assertThat(flow.step()).containsExactly(1, 2);
        assertThat(flow.time()).hasSize(32).startsWith(0).endsWith(time - 1).isSorted();
        // Each step back halves the norm, or more where tanh bends.
        double ratio = flow.gradient()[0] / flow.gradient()[31];
        assertThat(ratio).isBetween(1e-18, Math.pow(0.5, time - 1) * 1.001);
        assertThat(signals.layers().names()).containsExactly("recurrent", "output");
    }

    @Test
    void looksOftenAtFirstThenEvenlyAndAfterTrouble() {
        Mlp mlp = new Mlp(List.of(4), Activation.RELU, List.of(HE), 0, Norm.NONE, new Output(1, Activation.LINEAR));
        Recipe recipe = recipe("mean_squared_error", "sgd(lr=0.000001)", 200)
                .faults(List.of(new Fault.ScaleBatch(101, 1000)))
                .build();
        List<Long> seen = new ArrayList<>();
        for (long step : observe(mlp, List.of(2), recipe).layers().step()) {
            seen.add(step);
        }

        assertThat(seen).startsWith(1L, 2L, 3L, 4L, 6L, 8L, 12L, 16L, 24L, 32L, 48L, 64L, 96L, 102L);
        assertThat(seen).endsWith(192L, 200L);
    }

    @Test
    void aRejectedStepMovesNothing() {
        Mlp mlp = new Mlp(List.of(4), Activation.RELU, List.of(HE), 0, Norm.NONE, new Output(1, Activation.LINEAR));
        Recipe recipe = recipe("mean_squared_error", "sgd(lr=0.001)", 4)
                .method(Circle.method("skip_non_finite"))
                .faults(List.of(new Fault.NanCell(3)))
                .build();
        Signals.Updates updates = observe(mlp, List.of(2), recipe).updates();

        assertThat(updates.step()).containsExactly(1, 2, 3, 4);
        for (int tensor = 0; tensor < 4; tensor++) {
            assertThat(updates.update()[4 + tensor]).isPositive();
            assertThat(updates.update()[8 + tensor]).isZero();
        }
    }

    @Test
    void statesWhatIsKnownBeforehand() {
        Recipe recipe = Circle.recipe("adam(lr=0.002)", Budget.epochs(2))
                .evaluations(Evaluations.LAST_ONLY)
                .build();
        Signals.Facts facts;
        try (Model model = Circle.network(1, 5, Activation.TANH, "he_uniform").build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, Circle.SPLIT)) {
            facts = loop.until(1).run().trace().signals().facts();
        }

        assertThat(facts.task()).isEqualTo("classification");
        assertThat(facts.loss()).isEqualTo("binary_cross_entropy");
        assertThat(facts.budget()).isEqualTo(12);
        assertThat(facts.stepsPerEpoch()).isEqualTo(6);
        assertThat(facts.optimizer()).startsWith("adam(lr=0.002, ");
        assertThat(facts.outputActivation()).isEqualTo("sigmoid");
        assertThat(facts.outputUnits()).isEqualTo(1);
        assertThat(facts.chanceLoss()).isCloseTo(Math.log(2), within(0.01));
        assertThat(facts.chanceAccuracy()).isBetween(0.5, 0.53);
        assertThat(facts.inputs().rows()).isEqualTo(700);
        assertThat(facts.inputs().columns()).isEqualTo(2);
        assertThat(facts.inputs().nonFinite()).isZero();
        assertThat(facts.targets().columns()).isEqualTo(1);
        assertThat(facts.targets().greatestScale()).isCloseTo(0.5, within(0.01));
    }
}
