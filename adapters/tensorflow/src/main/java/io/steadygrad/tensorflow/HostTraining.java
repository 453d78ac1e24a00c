package io.steadygrad.tensorflow;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.supervision.Supervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Gradients fetched, controlled on the host, and fed to the optimizer, which does not run at all where a step is rejected. */
final class HostTraining implements Training {
    /** One variable: where its gradient comes from, is kept, and goes. */
    private record Route(Output<?> gradient, Output<?> variable, HostMemory memory, Placeholder<?> entry) {}

    private final Supervisor supervisor;
    private final List<Route> routes = new ArrayList<>();
    private final List<HostMemory> weights = new ArrayList<>();
    private final GradientSet gradients;
    private final Operand<TFloat64> loss;
    private final Op update;
    private final Op operation;

    /** @param weighs whether something asks for the weights */
    HostTraining(
            Graph graph,
            Ops tf,
            Supervisor supervisor,
            boolean weighs,
            Optimizer optimizer,
            List<Parameter> parameters,
            List<GradAndVar<? extends TType>> pairs,
            List<GradAndVar<? extends TType>> without,
            String name,
            Operand<TFloat64> loss) {
        this.supervisor = supervisor;
        this.loss = loss;
        List<GradAndVar<? extends TType>> entries = new ArrayList<>();
        GradientSet.Builder builder = GradientSet.builder();
        for (int t = 0; t < pairs.size(); t++) {
            GradAndVar<? extends TType> pair = pairs.get(t);
            Output<?> variable = pair.getVariable();
            Operand<? extends TNumber> gradient = Variables.number(pair.getGradient());
            HostMemory memory = new HostMemory(gradient, variable.shape());
            Placeholder<? extends TNumber> entry = tf.placeholder(gradient.type(), Placeholder.shape(variable.shape()));
            routes.add(new Route(gradient.asOutput(), variable, memory, entry));
            entries.add(Variables.pair(entry, pair));
            if (weighs) {
                HostMemory weight = new HostMemory(Variables.number(variable), variable.shape());
                weights.add(weight);
                builder.add(parameters.get(t), memory.elements(), weight.elements());
            } else {
                builder.add(parameters.get(t), memory.elements());
            }
        }
        gradients = builder.build();
        update = Update.of(graph, optimizer, entries, without, name + "-accepted", false);
        operation = Ops.create(graph)
                .withName(name)
                .assertThat(
                        tf.constant(false),
                        List.of(tf.constant("The gradients of this optimizer are controlled outside the graph, because"
                                + " the methods remember earlier steps or the run is recorded. Instead of running this"
                                + " operation call optimizer.step(session, runner -> runner.feed(...))")));
    }

    @Override
    public Op operation() {
        return operation;
    }

    @Override
    public TrainingStep step(Session session, Consumer<Session.Runner> feeds, Consumer<Result> results) {
        Session.Runner runner = session.runner();
        feeds.accept(runner);
        routes.forEach(route -> runner.fetch(route.gradient()));
        if (!weights.isEmpty()) {
            routes.forEach(route -> runner.fetch(route.variable()));
        }
        try (Result found = runner.fetch(loss).run()) {
            int next = found.size() - 1 - routes.size() - weights.size();
            for (Route route : routes) {
                route.memory().copy(found.get(next++));
            }
            for (HostMemory weight : weights) {
                weight.copy(found.get(next++));
            }
            double value = ((TFloat64) found.get(next)).getDouble();
            Report report = supervisor.step(gradients, value, Double.NaN);
            if (report.steps()) {
                update(session);
            }
            results.accept(found);
            return new TrainingStep(
                    report.steps(), report.accepted(), value, report.normBefore(), report.normAfter(), report);
        }
    }

    private void update(Session session) {
        Session.Runner runner = session.runner().addTarget(update);
        routes.forEach(route -> runner.feed(route.entry(), route.memory().tensor()));
        runner.run().close();
    }
}
