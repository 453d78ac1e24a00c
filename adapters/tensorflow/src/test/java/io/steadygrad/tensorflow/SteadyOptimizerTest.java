package io.steadygrad.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.RunFailedException;
import io.steadygrad.supervision.Supervisor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.framework.optimizers.AdaDelta;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Adamax;
import org.tensorflow.framework.optimizers.Ftrl;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.RMSProp;
import org.tensorflow.proto.NodeDef;

class SteadyOptimizerTest {
    private static final int STEPS = 20;

    private interface Made extends Function<Graph, Optimizer> {}

    private record Choice(String name, Made made) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Choice> optimizers() {
        return Stream.of(
                new Choice("descent", graph -> new GradientDescent(graph, 0.1f)),
                new Choice("momentum", graph -> new Momentum(graph, 0.1f, 0.9f, true)),
                new Choice("adam", graph -> new Adam(graph, 0.01f)),
                new Choice("adagrad", graph -> new AdaGrad(graph, 0.1f)),
                new Choice("adagradda", graph -> new AdaGradDA(graph, 0.1f)),
                new Choice("adadelta", graph -> new AdaDelta(graph, 0.1f)),
                new Choice("adamax", graph -> new Adamax(graph, 0.01f)),
                new Choice("nadam", graph -> new Nadam(graph, 0.01f)),
                new Choice("rmsprop", graph -> new RMSProp(graph, 0.01f)),
                new Choice("ftrl", graph -> new Ftrl(graph, 0.1f)));
    }

    private static Made inGraph(Made of, String expression) {
        return graph -> new SteadyOptimizer(graph, of.apply(graph), expression);
    }

    /** Somebody who listens makes it the host's business. */
    private static Made onHost(Made of, String expression) {
        return graph -> new SteadyOptimizer(
                graph, of.apply(graph), Supervisor.of(expression).onReport(report -> {}));
    }

    private static Map<String, List<Float>> trained(Made made, IntPredicate left, IntPredicate sick) {
        try (Network network = new Network(made)) {
            for (int step = 1; step <= STEPS; step++) {
                if (!left.test(step)) {
                    network.run(step, sick.test(step));
                }
            }
            return network.everything();
        }
    }

    private static Map<String, List<Float>> stepped(Made made, IntPredicate sick) {
        return stepped(made, step -> false, sick);
    }

    private static Map<String, List<Float>> stepped(Made made, IntPredicate left, IntPredicate sick) {
        try (Network network = new Network(made)) {
            for (int step = 1; step <= STEPS; step++) {
                if (!left.test(step)) {
                    network.step(step, sick.test(step));
                }
            }
            return network.everything();
        }
    }

    /** Bit for bit. */
    private static void assertSame(Map<String, List<Float>> actual, Map<String, List<Float>> expected) {
        assertThat(actual.keySet()).containsAll(expected.keySet());
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }

    /** All but those of which TensorFlow-Java's own training differs from run to run: their counts race with what reads them. */
    static Stream<Choice> repeatable() {
        return optimizers()
                .filter(each -> !Set.of("adam", "adamax", "adagradda", "nadam").contains(each.name()));
    }

    @ParameterizedTest
    @MethodSource("repeatable")
    void identityTrainsBitForBitAsThePlainOptimizer(Choice choice) {
        Map<String, List<Float>> plain = trained(choice.made(), step -> false, step -> false);
        assertSame(trained(inGraph(choice.made(), "identity"), step -> false, step -> false), plain);
        assertSame(stepped(inGraph(choice.made(), "identity"), step -> false), plain);
        assertSame(stepped(onHost(choice.made(), "identity"), step -> false), plain);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void identityLeavesTheGraphAsThePlainOptimizerBuildsIt(Choice choice) {
        try (Network plain = new Network(choice.made());
                Network steady = new Network(
                        graph -> new SteadyOptimizer(graph, choice.made().apply(graph), "identity"))) {
            if (((SteadyOptimizer) steady.optimizer).isInGraph()) {
                List<NodeDef> nodes = steady.graph.toGraphDef().getNodeList().stream()
                        .filter(node -> !node.getName().startsWith("steady/"))
                        .toList();
                assertThat(nodes).isEqualTo(plain.graph.toGraphDef().getNodeList());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRejectedStepIsAsIfItsBatchHadNeverBeen(Choice choice) {
        IntPredicate sick = step -> step % 7 == 3;
        for (String expression : List.of("skip_non_finite", "clip_by_global_norm(1e9)", "clip_by_value(1e9)")) {
            Made host = onHost(choice.made(), expression);
            Map<String, List<Float>> expected = stepped(host, sick, step -> false);
            assertSame(stepped(host, step -> false, sick), expected);
            if (!Set.of("nadam", "adagradda").contains(choice.name())) {
                Made graph = inGraph(choice.made(), expression);
                assertSame(stepped(graph, step -> false, sick), expected);
                assertSame(trained(graph, step -> false, sick), expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRejectedStepChangesNoVariable(Choice choice) {
        try (Network network = new Network(inGraph(choice.made(), "clip_by_global_norm(1) | skip_large(1e3)"))) {
            network.step(1, false);
            Map<String, List<Float>> before = network.everything();
            TrainingStep rejected = network.step(2, true);
            assertThat(rejected.updated()).isFalse();
            assertThat(rejected.accepted()).isFalse();
            assertThat(rejected.normBefore()).isNaN();
            assertSame(network.everything(), before);
            network.step(2, false);
            assertThat(network.everything()).isNotEqualTo(before);
        }
    }

    @Test
    void clippingBoundsTheStepOfPlainDescent() {
        Made descent = graph -> new GradientDescent(graph, 1f);
        for (Made made :
                List.of(inGraph(descent, "clip_by_global_norm(0.01)"), onHost(descent, "clip_by_global_norm(0.01)"))) {
            try (Network network = new Network(made)) {
                List<List<Float>> before = network.weights();
                TrainingStep step = network.step(1, false);
                List<List<Float>> after = network.weights();
                double squares = 0;
                for (int t = 0; t < before.size(); t++) {
                    for (int i = 0; i < before.get(t).size(); i++) {
                        squares += Math.pow(
                                (double) before.get(t).get(i) - after.get(t).get(i), 2);
                    }
                }
                assertThat(Math.sqrt(squares)).isCloseTo(0.01, within(1e-6));
                assertThat(step.updated()).isTrue();
                assertThat(step.normBefore()).isGreaterThan(0.1);
                assertThat(step.normAfter()).isCloseTo(0.01, within(1e-8));
                assertThat(step.loss()).isBetween(0.5, 10.0);
            }
        }
    }

    @Test
    void tenStepsInARowThatAreNotFiniteEndTheRun() {
        Made adam = graph -> new Adam(graph, 0.01f);
        assertThatThrownBy(() -> stepped(onHost(adam, "clip_by_global_norm(1)"), step -> true))
                .isInstanceOf(RunFailedException.class);
        try (Network network = new Network(inGraph(adam, "clip_by_global_norm(1)"))) {
            Map<String, List<Float>> first = network.everything();
            for (int step = 1; step <= 9; step++) {
                network.run(step, true);
            }
            network.run(10, false);
            for (int step = 1; step <= 9; step++) {
                network.run(step, true);
            }
            assertThatThrownBy(() -> network.run(1, true))
                    .isInstanceOf(TFInvalidArgumentException.class)
                    .hasMessageContaining("10 steps in a row had gradients that are not finite");
            assertThat(first).isNotEmpty();
        }
    }

    @Test
    void theTrainingOperationOfAnAdaptiveChainSaysWhatToCallInstead() {
        Made adam = graph -> new Adam(graph, 0.01f);
        try (Network network = new Network(inGraph(adam, "autoclip"))) {
            assertThat(((SteadyOptimizer) network.optimizer).isInGraph()).isFalse();
            assertThatThrownBy(() -> network.run(1, false))
                    .isInstanceOf(TFInvalidArgumentException.class)
                    .hasMessageContaining("optimizer.step(session");
            assertThat(network.step(1, false).updated()).isTrue();
        }
    }
}
