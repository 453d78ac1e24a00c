package io.steadygrad.study;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;

/** What a study does with optimizer expressions: one whose learning rate comes from the grid may leave it out. */
final class Optimizers {
    private Optimizers() {}

    /** Reports parameters that make no sense; one that is missing may still come. */
    static void check(OptimizerExpression optimizer, Yaml node, Problems problems) {
        if (!isComplete(optimizer)) {
            return;
        }
        try {
            optimizer.optimizer();
        } catch (ExpressionException e) {
            problems.error(node.place().right(e.column() - 1), "optimizer: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            problems.error(node.place(), "optimizer: " + e.getMessage());
        }
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

    /** Reports axes that an optimizer has no parameter for, and values that it refuses. */
    static void check(OptimizerExpression optimizer, List<Axis> grid, Problems problems) {
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
                try {
                    OptimizerExpression tuned = with(optimizer, axis.parameter(), Grids.text(value));
                    if (isComplete(tuned)) {
                        tuned.optimizer();
                    }
                } catch (IllegalArgumentException e) {
                    problems.error(value.place(), axis.name() + ": " + e.getMessage());
                }
            }
        }
    }
}
