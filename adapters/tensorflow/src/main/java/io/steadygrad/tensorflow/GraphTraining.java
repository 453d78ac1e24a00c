package io.steadygrad.tensorflow;

import io.steadygrad.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Gradients controlled by operations between their computation and their application. */
final class GraphTraining implements Training {
    private static final int LOSS = 0;
    private static final int ACCEPTED = 1;
    private static final int BEFORE = 2;
    private static final int AFTER = 3;

    private final Op operation;
    private final Operand<TFloat64> numbers;

    GraphTraining(
            Graph graph,
            Ops tf,
            Plan plan,
            Optimizer optimizer,
            List<GradAndVar<? extends TType>> pairs,
            List<GradAndVar<? extends TType>> without,
            String name,
            Operand<TFloat64> loss) {
        List<Operand<? extends TNumber>> gradients = new ArrayList<>();
        pairs.forEach(pair -> gradients.add(Variables.number(pair.getGradient())));
        GraphControl control = new GraphControl(tf, plan, gradients);
        Operand<TBool> accepted = control.accepted();
        numbers = tf.stack(List.of(
                loss,
                accepted == null ? tf.constant(1.0) : tf.dtypes.cast(accepted, TFloat64.class),
                control.normBefore(),
                control.normAfter()));
        Operand<TBool> finite = control.finite();
        int patience = GraphControl.patience(plan);
        if (plan.methods().isEmpty()) {
            operation = optimizer.applyGradients(
                    Stream.concat(pairs.stream(), without.stream()).toList(), name);
        } else {
            List<GradAndVar<? extends TType>> controlled = new ArrayList<>();
            for (int t = 0; t < pairs.size(); t++) {
                controlled.add(Variables.pair(control.controlled().get(t), pairs.get(t)));
            }
            if (patience == 0 || finite == null || accepted == null) {
                operation = Update.of(graph, optimizer, controlled, without, name, accepted != null);
            } else {
                List<Op> all = new ArrayList<>(limit(tf, patience, finite, accepted));
                all.add(Update.of(graph, optimizer, controlled, without, name + "-accepted", true));
                operation = Ops.create(graph)
                        .withControlDependencies(all)
                        .withName(name)
                        .noOp();
            }
        }
    }

    /** Counts steps that are not finite, and fails at the k-th in a row. */
    private static List<Op> limit(Ops tf, int patience, Operand<TBool> finite, Operand<TBool> accepted) {
        // Not the kind of variable that an optimizer takes for a weight.
        Operand<? extends TType> inARow = tf.varHandleOp(TInt32.class, Shape.scalar());
        Ops initially = tf.withInitScope();
        initially.assignVariableOp(inARow, initially.constant(0));
        Op reset = tf.assignVariableOp(
                inARow, tf.switchCond(tf.constant(0), accepted).outputTrue());
        Op counted = tf.assignAddVariableOp(
                inARow, tf.switchCond(tf.constant(1), finite).outputFalse());
        Operand<TInt32> now = tf.withControlDependencies(counted).readVariableOp(inARow, TInt32.class);
        Op failed = tf.assertThat(
                tf.math.less(now, tf.constant(patience)),
                List.of(tf.constant(
                        patience + " steps in a row had gradients that are not finite. They were left out, and"
                                + " the variables are as they were before; look at the gradients, lower the learning rate, or"
                                + " clip")));
        return List.of(reset, failed);
    }

    @Override
    public Op operation() {
        return operation;
    }

    @Override
    public TrainingStep step(Session session, Consumer<Session.Runner> feeds, Consumer<Result> results) {
        Session.Runner runner = session.runner();
        feeds.accept(runner);
        try (Result found = runner.addTarget(operation).fetch(numbers).run()) {
            TFloat64 of = (TFloat64) found.get(found.size() - 1);
            boolean accepted = of.getDouble(ACCEPTED) == 1;
            TrainingStep step = new TrainingStep(
                    accepted, accepted, of.getDouble(LOSS), of.getDouble(BEFORE), of.getDouble(AFTER), null);
            results.accept(found);
            return step;
        }
    }
}
