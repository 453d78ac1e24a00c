package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.yaml.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One place in the cross of a block: everything its grid varies is set, what its search varies is not.
 *
 * @param node the workload as the study file would say it
 * @param varied values of the grid's axes
 */
record Entry(
        Block block,
        Workload workload,
        Yaml.Mapping node,
        String method,
        MethodExpression expression,
        OptimizerExpression optimizer,
        Map<Axis, Yaml> varied) {

    /** What the grid varies, as results are labelled. */
    Map<String, Object> labels() {
        Map<String, Object> labels = new LinkedHashMap<>();
        varied.forEach((axis, value) -> labels.put(axis.name(), Axis.plain(value)));
        return labels;
    }

    /** Of those, what is part of the workload. */
    Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        varied.forEach((axis, value) -> {
            if (axis.kind() == Axis.Kind.WORKLOAD) {
                parts.put(axis.name(), Axis.plain(value));
            }
        });
        return parts;
    }

    /** The optimizer without what a search sets. */
    String family(List<Dimension> searched) {
        return Optimizers.without(
                optimizer,
                searched.stream()
                        .map(Dimension::axis)
                        .filter(axis -> axis.kind() == Axis.Kind.OPTIMIZER)
                        .map(Axis::parameter)
                        .toList());
    }
}
