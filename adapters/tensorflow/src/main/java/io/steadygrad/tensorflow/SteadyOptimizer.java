package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.plan.Plan;
import io.steadygrad.supervision.Supervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * An optimizer of TensorFlow-Java with the gradients under control.
 *
 * <pre>{@code
 * SteadyOptimizer optimizer = new SteadyOptimizer(graph, new Adam(graph, 0.001f), "clip_by_global_norm(1)");
 * Op train = optimizer.minimize(loss);
 * ...
 * TrainingStep step = optimizer.step(session, runner -> runner.feed(x, rows).feed(y, labels));
 * }</pre>
 *
 * <p><b>In the graph.</b> Chains that remember nothing ({@code band} at every scope, {@code scale}, {@code skip_large}, {@code zero_nans} and what expands to them: {@code
 * clip_by_global_norm}, {@code clip_by_value}, {@code normalize}, {@code article} and more) become operations of the graph, and {@code train} may be run as any other: {@code
 * session.runner().feed(...).addTarget(train).run()}. <b>On the host.</b> For all others (thresholds that adapt, accumulation, own methods), and where a {@link Supervisor}
 * records or listens, {@link #step} fetches the gradients, controls them, and feeds them to the optimizer; {@code train} then fails, and says so. {@link #isInGraph} tells which.
 *
 * <p>A rejected step (NaN, a spike) leaves variables, the optimizer's slots and its count of steps as they were, bit for bit, either way. With {@code identity} the
 * training is bit for bit the plain optimizer's.
 *
 * <p><b>Edges.</b> The unit of {@code scope=unit} is the last dimension. In the graph, l2 norms of float32 gradients are good to 2e-6, a factor below 1e-38 is 0, and TensorFlow takes
 * denormal numbers for 0. <b>Errors.</b> After ten steps in a row that are not finite {@link io.steadygrad.control.RunFailedException} on the host, in the
 * graph TensorFlow's {@code TFInvalidArgumentException}, which is all that a graph can throw. Not thread-safe.
 */
public final class SteadyOptimizer extends Optimizer {
    private final Optimizer optimizer;
    private final Supervisor supervisor;
    private final boolean inGraph;
    private @Nullable Output<?> loss;
    private @Nullable Training training;

    /** @param expression as {@code steady methods} lists them: {@code "clip_by_global_norm(1)"}, {@code "autoclip | clip_by_value(1)"} */
    public SteadyOptimizer(Graph graph, Optimizer optimizer, String expression) {
        this(graph, optimizer, Supervisor.of(expression));
    }

    /** @param supervisor with records, diagnoses or TensorBoard's events; it stays yours to close */
    public SteadyOptimizer(Graph graph, Optimizer optimizer, Supervisor supervisor) {
        super(graph, "steady");
        this.optimizer = optimizer;
        this.supervisor = supervisor;
        this.inGraph = !supervisor.isWatching() && GraphControl.takes(supervisor.chain()) && canBeLeftOut(optimizer);
    }

    /** These two change a variable of their own before they look at gradients. */
    private static boolean canBeLeftOut(Optimizer optimizer) {
        return !(optimizer instanceof Nadam) && !(optimizer instanceof AdaGradDA);
    }

    /** Whether the gradients are controlled in the graph: then the operation that {@link #minimize} returns may be run as it is. */
    public boolean isInGraph() {
        return inGraph;
    }

    /** The wrapped optimizer's gradients; the loss is kept for {@link #step}. */
    @Override
    public <T extends TType> List<GradAndVar<?>> computeGradients(Operand<?> loss) {
        this.loss = loss.asOutput();
        return optimizer.computeGradients(loss);
    }

    /**
     * Minimizes a loss by some variables only, the others frozen. TensorFlow-Java's own {@code minimize} takes all variables of the graph, another optimizer's slots among them, and
     * fails where the loss depends on one of them not at all; two optimizers in a graph need this one.
     */
    public Op minimize(Operand<?> loss, List<? extends Operand<? extends TType>> variables) {
        this.loss = loss.asOutput();
        Output<?>[] of = variables.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
        Output<?>[] gradients = graph.addGradients(loss.asOutput(), of);
        List<GradAndVar<? extends TType>> pairs = new ArrayList<>();
        for (int t = 0; t < of.length; t++) {
            pairs.add(pair(gradients[t], of[t]));
        }
        return applyGradients(pairs, getOptimizerName() + "-minimize");
    }

    @SuppressWarnings("unchecked") // A gradient has its variable's type.
    private static <T extends TType> GradAndVar<T> pair(Output<?> gradient, Output<?> variable) {
        return new GradAndVar<>((Output<T>) gradient, (Output<T>) variable);
    }

    /**
     * Builds the control and the wrapped optimizer's update.
     *
     * @param gradsAndVars of the variables to train; one that is left out is frozen
     * @throws IllegalStateException when called again: one optimizer controls one set of variables
     */
    @Override
    public Op applyGradients(List<GradAndVar<? extends TType>> gradsAndVars, String name) {
        if (training != null) {
            throw new IllegalStateException(
                    "A SteadyOptimizer controls one set of variables; make another one for another loss");
        }
        // What the loss does not depend on has no gradient.
        Map<Boolean, List<GradAndVar<? extends TType>>> split = gradsAndVars.stream()
                .collect(Collectors.partitioningBy(pair -> pair.getGradient().isClosed()));
        List<GradAndVar<? extends TType>> pairs = Objects.requireNonNull(split.get(false));
        List<GradAndVar<? extends TType>> without = Objects.requireNonNull(split.get(true));
        List<Parameter> parameters = pairs.stream()
                .map(pair -> Variables.described(pair.getVariable()))
                .toList();
        Plan plan = Plan.compile(supervisor.chain(), new Layout(parameters));
        Ops tf = Ops.create(graph).withSubScope("steady");
        Operand<TFloat64> value = Variables.value(tf, loss);
        training = inGraph
                ? new GraphTraining(graph, tf, plan, optimizer, pairs, without, name, value)
                : new HostTraining(
                        graph,
                        tf,
                        supervisor,
                        supervisor.isRecording() || !plan.weighed().isEmpty(),
                        optimizer,
                        parameters,
                        pairs,
                        without,
                        name,
                        value);
        return training.operation();
    }

    /**
     * Computes the gradients of one batch, controls them, and updates the variables unless the step is rejected or still being accumulated.
     *
     * @param feeds feeds the batch; may also fetch, and add targets that are to run beside
     */
    public TrainingStep step(Session session, Consumer<Session.Runner> feeds) {
        return step(session, feeds, results -> {});
    }

    /**
     * The same, with what was fetched beside.
     *
     * @param results is given what {@code feeds} fetched, in that order, before anything else; it is closed afterwards
     */
    public TrainingStep step(Session session, Consumer<Session.Runner> feeds, Consumer<Result> results) {
        if (training == null) {
            throw new IllegalStateException("There is nothing to step yet: call minimize(loss) first");
        }
        return training.step(session, feeds, results);
    }

    /** The wrapped optimizer's. */
    @Override
    public String getOptimizerName() {
        return optimizer.getOptimizerName();
    }

    /** Never called: variables are updated by the wrapped optimizer. */
    @Override
    protected <T extends TType> Op applyDense(Ops deps, Output<T> gradient, Output<T> variable) {
        throw new UnsupportedOperationException("Variables are updated by " + optimizer);
    }
}
