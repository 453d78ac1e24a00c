package io.steadygrad.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A small classifier, 5-7-3, with the same first weights in every graph. */
final class Network implements AutoCloseable {
    static final int ROWS = 8;
    static final ConfigProto ONE_THREAD = ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(1)
            .build();

    final Graph graph = new Graph();
    final Ops tf = Ops.create(graph);
    final Placeholder<TFloat32> rows = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(ROWS, 5)));
    final Placeholder<TFloat32> labels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(ROWS, 3)));
    final Operand<TFloat32> loss;
    final Optimizer optimizer;
    final Op train;
    final Session session;
    private final Map<String, Operand<TFloat32>> variables = new LinkedHashMap<>();

    Network(Function<Graph, Optimizer> made) {
        Random random = new Random(7);
        Operand<TFloat32> hidden = tf.math.tanh(tf.math.add(
                tf.linalg.matMul(rows, variable("hidden.weight", random, 5, 7)), variable("hidden.bias", random, 7)));
        Operand<TFloat32> logits = tf.math.add(
                tf.linalg.matMul(hidden, variable("output.weight", random, 7, 3)), variable("output.bias", random, 3));
        loss = tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(), tf.constant(0));
        optimizer = made.apply(graph);
        train = optimizer.minimize(loss);
        session = new Session(graph, ONE_THREAD);
        session.initialize();
    }

    private Operand<TFloat32> variable(String name, Random random, long... shape) {
        Variable<TFloat32> variable = tf.withName(name).variable(Shape.of(shape), TFloat32.class);
        float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Ops initially = tf.withInitScope();
        initially.assign(variable, initially.reshape(initially.constant(values), initially.constant(shape)));
        variables.put(name, variable);
        return variable;
    }

    /** Runs the training operation as any program would. */
    void run(int batch, boolean sick) {
        try (TFloat32 x = rows(batch, sick);
                TFloat32 y = labels(batch)) {
            session.runner()
                    .feed(rows, x)
                    .feed(labels, y)
                    .addTarget(train)
                    .run()
                    .close();
        }
    }

    TrainingStep step(int batch, boolean sick) {
        try (TFloat32 x = rows(batch, sick);
                TFloat32 y = labels(batch)) {
            return ((SteadyOptimizer) optimizer)
                    .step(session, runner -> runner.feed(rows, x).feed(labels, y));
        }
    }

    static TFloat32 rows(int batch, boolean sick) {
        Random random = new Random(batch);
        return Tensor.of(
                TFloat32.class,
                Shape.of(ROWS, 5),
                tensor -> tensor.scalars()
                        .forEach(each -> each.setFloat(sick ? Float.NaN : (float) random.nextGaussian())));
    }

    static TFloat32 labels(int batch) {
        return Tensor.of(
                TFloat32.class,
                Shape.of(ROWS, 3),
                tensor -> tensor.scalars()
                        .forEachIndexed((at, each) -> each.setFloat(at[1] == (at[0] + batch) % 3 ? 1 : 0)));
    }

    /** The weights alone. */
    List<List<Float>> weights() {
        Session.Runner runner = session.runner();
        variables.values().forEach(runner::fetch);
        return fetched(runner);
    }

    /** All variables of the graph, the optimizer's own among them. */
    Map<String, List<Float>> everything() {
        Session.Runner runner = session.runner();
        List<String> names = new ArrayList<>();
        graph.operations().forEachRemaining(operation -> {
            if (operation.type().equals(Optimizer.VARIABLE_V2)) {
                names.add(operation.name());
                runner.fetch(operation.name());
            }
        });
        List<List<Float>> values = fetched(runner);
        Map<String, List<Float>> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, values.get(all.size())));
        return all;
    }

    private static List<List<Float>> fetched(Session.Runner runner) {
        List<List<Float>> all = new ArrayList<>();
        try (Result found = runner.run()) {
            found.forEach(each -> all.add(
                    each.getValue() instanceof TFloat32 values
                            ? floats(values)
                            : List.of((float) ((TInt64) each.getValue()).getLong())));
        }
        return all;
    }

    /** As objects, which are equal where their bits are. */
    static List<Float> floats(TFloat32 tensor) {
        List<Float> values = new ArrayList<>();
        tensor.scalars().forEach(each -> values.add(each.getFloat()));
        return values;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
