package io.steadygrad.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * An optimizer's update, put in order. Adam of TensorFlow-Java 1.0 advances its count of steps by assignments that wait neither for the gradients, so that they would run in a
 * rejected step too, nor for the updates that read the count, so that its training differs from run to run. They are made again here, after the updates.
 */
final class Update {
    private final Graph graph;
    private final Set<Operation> entries = new HashSet<>();
    private final Map<GraphOperation, Boolean> waiting = new HashMap<>();
    private final List<GraphOperation> updates = new ArrayList<>();
    private final List<GraphOperation> counters = new ArrayList<>();
    private final List<GraphOperation> earlier = new ArrayList<>();

    private Update(Graph graph) {
        this.graph = graph;
    }

    /**
     * Lets an optimizer build its update.
     *
     * @param pairs what it is given: nothing that it does should happen without
     * @param without variables that have no gradient, which get no update but the optimizer's slots
     * @param mayBeLeftOut whether gradients can be dead; on the host they never are
     * @throws IllegalArgumentException where a part of the update would run in a rejected step
     */
    static Op of(
            Graph graph,
            Optimizer optimizer,
            List<GradAndVar<? extends TType>> pairs,
            List<GradAndVar<? extends TType>> without,
            String name,
            boolean mayBeLeftOut) {
        Update update = new Update(graph);
        pairs.forEach(pair -> update.entries.add(pair.getGradient().op()));
        GraphOperation last = (GraphOperation) optimizer
                .applyGradients(Stream.concat(pairs.stream(), without.stream()).toList(), name + "-unordered")
                .op();
        update.sort(last);
        if (mayBeLeftOut) {
            update.requireThatAllCanBeLeftOut(last, optimizer);
        }
        return update.ordered(name);
    }

    private void sort(GraphOperation last) {
        Set<GraphOperation> parts = new HashSet<>(last.controlInputs());
        boolean begun = false;
        for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
            GraphOperation each = all.next();
            if (parts.contains(each)) {
                if (waits(each)) {
                    begun = true;
                    updates.add(each);
                } else if (begun && isAssignment(each)) {
                    counters.add(each);
                } else {
                    earlier.add(each);
                }
            }
        }
        if (!last.type().equals("NoOp") || last.numInputs() > 0) {
            updates.add(last);
        }
    }

    /** Whether an operation needs one of the gradients. */
    private boolean waits(GraphOperation operation) {
        Boolean known = waiting.get(operation);
        if (known == null) {
            known = entries.contains(operation) || sources(operation).stream().anyMatch(this::waits);
            waiting.put(operation, known);
        }
        return known;
    }

    private static List<GraphOperation> sources(GraphOperation operation) {
        List<GraphOperation> sources = new ArrayList<>(operation.controlInputs());
        for (Operand<?> input : operation.inputs()) {
            sources.add((GraphOperation) input.op());
        }
        return sources;
    }

    private static boolean isAssignment(GraphOperation operation) {
        return operation.type().startsWith("Assign") && operation.numInputs() == 2;
    }

    private void requireThatAllCanBeLeftOut(GraphOperation last, Optimizer optimizer) {
        Set<GraphOperation> seen =
                new HashSet<>(entries.stream().map(GraphOperation.class::cast).toList());
        List<GraphOperation> left = new ArrayList<>(earlier);
        left.addAll(updates);
        while (!left.isEmpty()) {
            GraphOperation next = left.remove(left.size() - 1);
            if (seen.add(next)) {
                if (!waits(next) && next.type().startsWith("Assign")) {
                    throw new IllegalArgumentException("Every part of an optimizer's update must need a gradient, so"
                            + " that it can be left out of a rejected step, but in " + optimizer + " '" + next.name()
                            + "' (" + next.type() + ") does not. Give the control to a supervisor that listens, which"
                            + " decides on the host: Supervisor.of(\"...\").onReport(report -> {})");
                }
                left.addAll(sources(next));
            }
        }
    }

    private Op ordered(String name) {
        List<Operation> all = new ArrayList<>(updates);
        all.addAll(earlier);
        for (GraphOperation counter : counters) {
            OperationBuilder again = graph.opBuilder(
                    counter.type(),
                    counter.name() + "-ordered",
                    Ops.create(graph).scope());
            for (Operand<?> input : counter.inputs()) {
                again.addInput(input.asOutput());
            }
            updates.forEach(again::addControlInput);
            all.add(again.build());
        }
        return Ops.create(graph).withControlDependencyOps(all).withName(name).noOp();
    }
}
