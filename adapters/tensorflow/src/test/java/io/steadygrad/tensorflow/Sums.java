package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.testkit.AdapterContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A model whose gradients are whatever its loss multiplies its variables with, and an optimizer that does nothing but keep what it is given. */
final class Sums implements AdapterContract.Program {
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Map<String, Placeholder<TFloat32>> factors = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, float[]> pending = new LinkedHashMap<>();
    private final Keeping keeping = new Keeping(graph);
    private final SteadyOptimizer optimizer;
    private final Session session;

    Sums(Function<Graph, Function<Optimizer, SteadyOptimizer>> made, Map<Parameter, float[]> weights) {
        List<Operand<TFloat32>> terms = new ArrayList<>();
        weights.forEach((parameter, values) -> {
            Shape shape = Shape.of(
                    parameter.shape().stream().mapToLong(Long::longValue).toArray());
            Variable<TFloat32> variable = tf.withName(parameter.name()).variable(shape, TFloat32.class);
            Ops initially = tf.withInitScope();
            initially.assign(
                    variable, initially.reshape(initially.constant(values), initially.constant(shape.asArray())));
            Placeholder<TFloat32> factor = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
            factors.put(parameter.name(), factor);
            shapes.put(parameter.name(), shape);
            terms.add(tf.reduceSum(
                    tf.math.mul(variable, factor), tf.constant(GraphNorms.axes(shape.numDimensions(), -1))));
        });
        optimizer = made.apply(graph).apply(keeping);
        // Of a loss like this one nothing is to be judged, so the optimizer is not told of it.
        List<Optimizer.GradAndVar<?>> pairs = keeping.computeGradients(tf.math.addN(terms));
        optimizer.applyGradients(pairs, "keep");
        session = new Session(graph, Network.ONE_THREAD);
        session.initialize();
    }

    @Override
    public void backward(Map<String, float[]> gradients) {
        gradients.forEach((name, values) -> pending.merge(name, values.clone(), (sum, more) -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
            return sum;
        }));
    }

    @Override
    public Optional<Map<String, float[]>> step() {
        Map<String, TFloat32> fed = new LinkedHashMap<>();
        try {
            pending.forEach((name, values) -> fed.put(name, tensor(shapes.get(name), values)));
            TrainingStep step = optimizer.step(
                    session, runner -> fed.forEach((name, tensor) -> runner.feed(factors.get(name), tensor)));
            return step.updated() ? Optional.of(kept()) : Optional.empty();
        } catch (TensorFlowException | io.steadygrad.control.RunFailedException e) {
            return Optional.empty();
        } finally {
            fed.values().forEach(TFloat32::close);
            pending.clear();
        }
    }

    private static TFloat32 tensor(Shape shape, float[] values) {
        return Tensor.of(TFloat32.class, shape, tensor -> {
            int[] next = {0};
            tensor.scalars().forEach(each -> each.setFloat(values[next[0]++]));
        });
    }

    private Map<String, float[]> kept() {
        Map<String, float[]> kept = new LinkedHashMap<>();
        Session.Runner runner = session.runner();
        keeping.kept.values().forEach(runner::fetch);
        try (Result found = runner.run()) {
            int t = 0;
            for (String name : keeping.kept.keySet()) {
                List<Float> values = Network.floats((TFloat32) found.get(t++));
                float[] array = new float[values.size()];
                for (int i = 0; i < array.length; i++) {
                    array[i] = values.get(i);
                }
                kept.put(name, array);
            }
        }
        return kept;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }

    private static final class Keeping extends Optimizer {
        private final Map<String, Variable<?>> kept = new LinkedHashMap<>();

        Keeping(Graph graph) {
            super(graph, "keeping");
        }

        @Override
        protected <T extends TType> Op applyDense(Ops after, Output<T> gradient, Output<T> variable) {
            Variable<T> copy = getTF().variable(variable.shape(), variable.type());
            kept.put(variable.op().name(), copy);
            return after.assign(copy, gradient);
        }

        @Override
        public String getOptimizerName() {
            return "keeping";
        }
    }
}
