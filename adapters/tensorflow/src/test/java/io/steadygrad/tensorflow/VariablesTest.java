package io.steadygrad.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.supervision.Supervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Graphs that are unlike the usual one; every step is plain descent of rate 1, so that variables lose what the optimizer is given. */
class VariablesTest {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);

    private SteadyOptimizer descent(String expression, boolean inGraph) {
        Supervisor supervisor = Supervisor.of(expression);
        return new SteadyOptimizer(
                graph, new GradientDescent(graph, 1f), inGraph ? supervisor : supervisor.onReport(report -> {}));
    }

    private Variable<TFloat32> zeros(String name, long... shape) {
        Variable<TFloat32> variable = tf.withName(name).variable(Shape.of(shape), TFloat32.class);
        Ops initially = tf.withInitScope();
        initially.assign(variable, initially.fill(initially.constant(shape), initially.constant(0f)));
        return variable;
    }

    private <T extends TNumber> Operand<T> sum(Operand<T> values) {
        return tf.reduceSum(values, tf.constant(GraphNorms.axes(values.shape().numDimensions(), -1)));
    }

    private static List<Double> values(Session session, Operand<?> operand) {
        List<Double> all = new ArrayList<>();
        try (Result found = session.runner().fetch(operand).run()) {
            if (found.get(0) instanceof TFloat64 wide) {
                wide.scalars().forEach(each -> all.add(each.getDouble()));
            } else {
                ((TFloat32) found.get(0)).scalars().forEach(each -> all.add((double) each.getFloat()));
            }
        }
        return all;
    }

    private void run(Function<Session, Void> program) {
        try (Session session = new Session(graph, Network.ONE_THREAD)) {
            session.initialize();
            program.apply(session);
        } finally {
            graph.close();
        }
    }

    private static void assertClose(List<Double> actual, double... expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.get(i)).isCloseTo(expected[i], within(1e-6 * Math.abs(expected[i]) + 1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVariableThatIsUsedTwiceIsCountedOnce(boolean inGraph) {
        Variable<TFloat32> tied = zeros("tied", 2);
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", inGraph);
        Operand<TFloat32> once = tf.math.mul(tied, tf.constant(new float[] {1, 3}));
        Operand<TFloat32> again = tf.math.mul(tied, tf.constant(new float[] {2, 1}));
        optimizer.minimize(sum(tf.math.add(once, again)));
        run(session -> {
            assertThat(optimizer.step(session, runner -> {}).normBefore()).isCloseTo(5, within(1e-6));
            assertClose(values(session, tied), -0.6, -0.8);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unitsAreTheLastDimension(boolean inGraph) {
        Variable<TFloat32> kernel = zeros("kernel", 2, 2);
        SteadyOptimizer optimizer = descent("clip_by_norm(1, scope=unit)", inGraph);
        optimizer.minimize(sum(tf.math.mul(kernel, tf.constant(new float[][] {{3, 0.3f}, {4, 0.4f}}))));
        run(session -> {
            optimizer.step(session, runner -> {});
            assertClose(values(session, kernel), -0.6, -0.30000001192092896, -0.8, -0.4000000059604645);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void typesMayBeMixed(boolean inGraph) {
        Variable<TFloat32> narrow = zeros("narrow", 2);
        Variable<TFloat64> wide = tf.withName("wide").variable(Shape.of(1), TFloat64.class);
        Ops initially = tf.withInitScope();
        initially.assign(wide, initially.constant(new double[] {0}));
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", inGraph);
        optimizer.minimize(tf.math.add(
                tf.dtypes.cast(sum(tf.math.mul(narrow, tf.constant(new float[] {3, 4}))), TFloat64.class),
                sum(tf.math.mul(wide, tf.constant(new double[] {12})))));
        run(session -> {
            TrainingStep step = optimizer.step(session, runner -> {});
            assertThat(step.normBefore()).isEqualTo(13);
            assertThat(step.normAfter()).isCloseTo(1, within(1e-12));
            assertClose(values(session, narrow), -3 / 13.0, -4 / 13.0);
            assertClose(values(session, wide), -12 / 13.0);
            return null;
        });
    }

    /** TensorFlow-Java makes a gather's gradient dense. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmbeddingsGradientIsDense(boolean inGraph) {
        Variable<TFloat32> table = zeros("table", 4, 2);
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", inGraph);
        Operand<TFloat32> rows = tf.gather(table, tf.constant(new int[] {2, 0, 2}), tf.constant(0));
        optimizer.minimize(sum(tf.math.mul(rows, tf.constant(new float[][] {{1, 2}, {0, 3}, {1, 4}}))));
        run(session -> {
            assertThat(optimizer.step(session, runner -> {}).normBefore()).isCloseTo(7, within(1e-6));
            assertClose(values(session, table), 0, -3 / 7.0, 0, 0, -2 / 7.0, -6 / 7.0, 0, 0);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsLeftOutOfTheListIsFrozen(boolean inGraph) {
        Variable<TFloat32> frozen = zeros("frozen", 1);
        Variable<TFloat32> trained = zeros("trained", 2);
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", inGraph);
        Operand<TFloat32> loss = tf.math.add(
                sum(tf.math.mul(frozen, tf.constant(new float[] {100}))),
                sum(tf.math.mul(trained, tf.constant(new float[] {3, 4}))));
        List<GradAndVar<?>> pairs = new ArrayList<>(optimizer.computeGradients(loss));
        pairs.removeIf(pair -> pair.getVariable().op().name().equals("frozen"));
        optimizer.applyGradients(pairs, "train");
        run(session -> {
            assertThat(optimizer.step(session, runner -> {}).normBefore()).isEqualTo(5);
            assertClose(values(session, frozen), 0);
            assertClose(values(session, trained), -0.6, -0.8);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatHasNoGradientIsPassedOver(boolean inGraph) {
        Variable<TFloat32> stopped = zeros("stopped", 1);
        Variable<TFloat32> trained = zeros("trained", 2);
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", inGraph);
        optimizer.minimize(tf.math.add(
                sum(tf.math.mul(tf.stopGradient(stopped), tf.constant(new float[] {100}))),
                sum(tf.math.mul(trained, tf.constant(new float[] {3, 4})))));
        run(session -> {
            assertThat(optimizer.step(session, runner -> {}).normBefore()).isEqualTo(5);
            assertClose(values(session, stopped), 0);
            assertClose(values(session, trained), -0.6, -0.8);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalOptimizersShareAGraph(boolean inGraph) {
        Variable<TFloat32> first = zeros("first", 2);
        Variable<TFloat32> second = zeros("second", 2);
        SteadyOptimizer adam = new SteadyOptimizer(graph, new Adam(graph, 0.5f), "clip_by_global_norm(1)");
        Op train = adam.minimize(sum(tf.math.mul(first, tf.constant(new float[] {30, 40}))), List.of(first));
        SteadyOptimizer descent = descent("clip_by_global_norm(2)", inGraph);
        descent.minimize(sum(tf.math.mul(second, tf.constant(new float[] {30, 40}))), List.of(second));
        run(session -> {
            descent.step(session, runner -> {});
            assertClose(values(session, first), 0, 0);
            assertClose(values(session, second), -1.2, -1.6);
            session.runner().addTarget(train).run().close();
            assertThat(values(session, first))
                    .allSatisfy(value -> assertThat(value).isCloseTo(-0.5, within(1e-3)));
            assertClose(values(session, second), -1.2, -1.6);
            return null;
        });
    }

    @Test
    void accumulatedBatchesMakeOneStep() {
        Variable<TFloat32> weight = zeros("weight", 2);
        SteadyOptimizer optimizer = descent("accumulate(2, mean=false) | clip_by_global_norm(1)", true);
        Operand<TFloat32> batch = tf.placeholder(TFloat32.class);
        optimizer.minimize(sum(tf.math.mul(weight, batch)));
        assertThat(optimizer.isInGraph()).isFalse();
        run(session -> {
            for (float[] each : new float[][] {{2, 0}, {0, 2}}) {
                try (TFloat32 fed = TFloat32.vectorOf(each)) {
                    TrainingStep step = optimizer.step(session, runner -> runner.feed(batch, fed));
                    assertThat(step.accepted()).isTrue();
                    assertThat(step.updated()).isEqualTo(each[1] == 2);
                }
            }
            assertClose(values(session, weight), -0.7071067811865476, -0.7071067811865476);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbersOfEverySizeAreClipped(boolean inGraph) {
        Variable<TFloat32> weight = zeros("weight", 2);
        SteadyOptimizer optimizer = descent("normalize(scale=0.5)", inGraph);
        Operand<TFloat32> batch = tf.placeholder(TFloat32.class);
        optimizer.minimize(sum(tf.math.mul(weight, batch)));
        run(session -> {
            float[] sizes = {1e38f, 1e20f, 1, 1e-20f, 1e-37f};
            for (int i = 0; i < sizes.length; i++) {
                try (TFloat32 fed = TFloat32.vectorOf(-0.6f * sizes[i], 0.8f * sizes[i])) {
                    TrainingStep step = optimizer.step(session, runner -> runner.feed(batch, fed));
                    assertThat(step.normBefore()).isCloseTo(sizes[i], within(1e-6 * sizes[i]));
                }
                assertClose(values(session, weight), 0.3 * (i + 1), -0.4 * (i + 1));
            }
            return null;
        });
    }

    @Test
    void aShapeThatIsNotKnownIsRefused() {
        Variable<TFloat32> open = tf.withName("open").variable(Shape.of(-1, 2), TFloat32.class);
        SteadyOptimizer optimizer = descent("clip_by_global_norm(1)", true);
        assertThatThrownBy(() -> optimizer.minimize(tf.math.mean(open, tf.constant(new int[] {0, 1}))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'open'");
        graph.close();
    }

    @Test
    void namesTellLayers() {
        Parameter parameter = Variables.described(zeros("block.0.kernel", 3, 5).asOutput());
        assertThat(parameter.layer()).isEqualTo("block.0");
        assertThat(parameter.units()).isEqualTo(5);
        assertThat(Variables.described(tf.withSubScope("dense")
                                .withName("kernel")
                                .variable(Shape.of(2), TFloat32.class)
                                .asOutput())
                        .layer())
                .isEqualTo("dense");
        graph.close();
    }
}
