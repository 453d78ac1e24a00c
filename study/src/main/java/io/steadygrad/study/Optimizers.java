package io.steadygrad.study;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a study does with optimizer expressions: one whose learning rate comes from the grid may leave it out. */
final class Optimizers {
    private Optimizers() {}

    /** An optimizer that was read before, and whose mistakes were reported then. */
    static Optional<OptimizerExpression> readable(Yaml node) {
        try {
            return node instanceof Yaml.Text text
                    ? Optional.of(OptimizerExpression.parse(text.value()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reports parameters that make no sense; one that is missing may still come.
     *
     * @return whether there are none
     */
    static boolean check(OptimizerExpression optimizer, Yaml node, Problems problems) {
        if (!isComplete(optimizer)) {
            return true;
        }
        try {
            optimizer.optimizer();
            return true;
        } catch (ExpressionException e) {
            problems.error(node.place().right(e.column() - 1), "optimizer: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            problems.error(node.place(), "optimizer: " + e.getMessage());
        }
        return false;
    }

    /** Whether every parameter has a value, given or by default. */
    static boolean isComplete(OptimizerExpression optimizer) {
        try {
            optimizer.resolved();
            return true;
        } catch (ExpressionException e) {
            return !String.valueOf(e.getMessage()).contains(" needs '");
        }
    }

    /** With one more parameter, also where another one is still missing. */
    static OptimizerExpression with(OptimizerExpression optimizer, String parameter, String value) {
        if (isComplete(optimizer)) {
            return optimizer.with(parameter, value);
        }
        List<String> arguments = new ArrayList<>();
        for (Call.Argument argument : optimizer.call().arguments()) {
            if (!parameter.equals(argument.key())) {
                arguments.add(argument.toString());
            }
        }
        arguments.add(parameter + "=" + value);
        return OptimizerExpression.parse(optimizer.call().name() + "(" + String.join(", ", arguments) + ")");
    }

    /** As text, without some of its parameters: what is left when a search sets those. */
    static String without(OptimizerExpression optimizer, List<String> parameters) {
        Call call = isComplete(optimizer) ? Call.parse(optimizer.toString()) : optimizer.call();
        return new Call(
                        call.name(),
                        call.arguments().stream()
                                .filter(argument -> !parameters.contains(argument.key()))
                                .toList(),
                        call.column())
                .toString();
    }

    /** Reports axes that an optimizer has no parameter for, and values that it refuses. */
    static void check(OptimizerExpression optimizer, List<Axis> grid, Problems problems) {
        String own = complaint(optimizer);
        for (Axis axis : grid) {
            if (axis.kind() != Axis.Kind.OPTIMIZER) {
                continue;
            }
            List<String> valid = optimizer.parameters();
            if (!valid.contains(axis.parameter())) {
                problems.error(
                        axis.place(),
                        "the optimizer " + optimizer.call() + " has no parameter '" + axis.parameter() + "'"
                                + Names.suggestion(axis.parameter(), valid) + "; its parameters: "
                                + String.join(", ", valid));
                continue;
            }
            for (Yaml value : axis.values()) {
                String complaint;
                try {
                    complaint = complaint(with(optimizer, axis.parameter(), Grids.text(value)));
                } catch (IllegalArgumentException e) {
                    complaint = String.valueOf(e.getMessage());
                }
                if (!complaint.isEmpty() && !complaint.equals(own)) {
                    problems.error(value.place(), axis.name(), complaint);
                }
            }
        }
    }

    /** What is wrong with the parameters, or nothing. */
    private static String complaint(OptimizerExpression optimizer) {
        try {
            if (isComplete(optimizer)) {
                optimizer.optimizer();
            }
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
