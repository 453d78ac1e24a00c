import io.steadygrad.tensorflow.SteadyOptimizer;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** A graph of TensorFlow-Java's own. The inputs of one batch of 300 hold a single NaN. */
public class TensorFlowTraining {
    static final int STEPS = 300;

    static Operand<TFloat32> variable(Ops tf, String name, Random random, long... shape) {
        Variable<TFloat32> variable = tf.withName(name).variable(Shape.of(shape), TFloat32.class);
        FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
        values.scalars().forEach(each -> each.setFloat((float) random.nextGaussian() / 3));
        Ops initially = tf.withInitScope();
        initially.assign(variable, initially.constant(values));
        return variable;
    }

    /** The mean loss of the last batches. */
    static double train(Function<Graph, Optimizer> newOptimizer) {
        Random random = new Random(1); // the same weights and batches every time
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> rows = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(32, 10)));
            Placeholder<TFloat32> targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(32, 1)));
            Operand<TFloat32> hidden = tf.math.tanh(tf.math.add(
                    tf.linalg.matMul(rows, variable(tf, "hidden.weight", random, 10, 32)),
                    variable(tf, "hidden.bias", random, 32)));
            Operand<TFloat32> answers = tf.math.add(
                    tf.linalg.matMul(hidden, variable(tf, "output.weight", random, 32, 1)),
                    variable(tf, "output.bias", random, 1));
            Operand<TFloat32> loss = tf.math.mean(tf.math.squaredDifference(answers, targets), tf.array(0, 1));
            Op train = newOptimizer.apply(graph).minimize(loss);
            try (Session session = new Session(graph)) {
                session.initialize();
                double recent = 1; // a moving average over batches
                for (int step = 1; step <= STEPS; step++) {
                    double now = step(session, rows, targets, loss, train, random, step == 100);
                    recent += step == 100 ? 0 : 0.05 * (now - recent);
                }
                return recent;
            }
        }
    }

    static double step(
            Session session,
            Placeholder<TFloat32> rows,
            Placeholder<TFloat32> targets,
            Operand<TFloat32> loss,
            Op train,
            Random random,
            boolean sick) {
        try (TFloat32 x = TFloat32.tensorOf(Shape.of(32, 10));
                TFloat32 y = TFloat32.tensorOf(Shape.of(32, 1))) {
            x.scalars().forEach(each -> each.setFloat((float) random.nextGaussian()));
            for (int row = 0; row < 32; row++) {
                y.setFloat(x.getFloat(row, 0) * x.getFloat(row, 1), row, 0);
            }
            if (sick) {
                x.setFloat(Float.NaN, 0, 3);
            }
            try (var results = session.runner()
                    .feed(rows, x)
                    .feed(targets, y)
                    .fetch(loss)
                    .addTarget(train)
                    .run()) {
                return ((TFloat32) results.get(0)).getFloat();
            }
        }
    }

    public static void main(String[] arguments) {
        double wrong = train(graph -> new Adam(graph, 0.01f));
        System.out.printf(Locale.ROOT, "Adam                                   loss %.4f%n", wrong);
        double right = train(graph -> new SteadyOptimizer(graph, new Adam(graph, 0.01f), "clip_by_global_norm(1)"));
        System.out.printf(Locale.ROOT, "Adam under clip_by_global_norm(1)      loss %.4f%n", right);
        if (!Double.isNaN(wrong) || !(right < 0.5)) {
            throw new IllegalStateException("The rejected step should have saved the run: " + right);
        }
    }
}
