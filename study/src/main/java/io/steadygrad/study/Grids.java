package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.spec.Names;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a grid: {@code {optimizer.lr: [0.001, 0.01], article.gamma: [0.01, 0.1], model.hidden: [[5], [5, 5]]}}. Each axis is a
 * parameter of the optimizer, of one method, or a part of the workload.
 */
final class Grids {
    private static final List<String> WORKLOAD_PARTS = List.of(
            "model",
            "data",
            "preprocess",
            "batch",
            "epochs",
            "steps",
            "schedule",
            "loss",
            "regularizer",
            "early_stopping",
            "shuffle",
            "last_batch",
            "threads",
            "ranks");

    private final Problems problems;
    private final Map<String, MethodExpression> methods;
    private final Set<String> unreadable;

    /** @param unreadable names of methods that were refused already; nothing more is said about them */
    Grids(Problems problems, Map<String, MethodExpression> methods, Set<String> unreadable) {
        this.problems = problems;
        this.methods = methods;
        this.unreadable = unreadable;
    }

    List<Axis> read(Yaml node) {
        if (node instanceof Yaml.Text text && text.isNothing()) {
            return List.of();
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            problems.error(
                    node.place(), "grid must be a map such as {optimizer.lr: [0.001, 0.01]}, found " + node.found());
            return List.of();
        }
        List<Axis> axes = new ArrayList<>();
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry.value() instanceof Yaml.Mapping inner && !entry.name().contains(".")) {
                for (Yaml.Entry nested : inner.entries()) {
                    axis(entry.name() + "." + nested.name(), nested.key().place(), nested.value(), axes);
                }
            } else {
                axis(entry.name(), entry.key().place(), entry.value(), axes);
            }
        }
        return axes;
    }

    private void axis(String name, Place place, Yaml values, List<Axis> axes) {
        List<Yaml> items = values instanceof Yaml.Sequence sequence ? sequence.items() : List.of(values);
        if (items.isEmpty() || (values instanceof Yaml.Text text && text.isNothing())) {
            problems.error(values.place(), name + " has no values; give at least one, or leave it out");
            return;
        }
        int dot = name.indexOf('.');
        String owner = dot < 0 ? name : name.substring(0, dot);
        String parameter = dot < 0 ? "" : name.substring(dot + 1);
        if (owner.equals("optimizer")) {
            if (parameter.isEmpty()) {
                problems.error(place, "'optimizer' alone is no axis; write optimizer.lr, or list `optimizers:`");
            } else if (scalars(name, items)) {
                axes.add(new Axis(name, Axis.Kind.OPTIMIZER, "", parameter, items, place));
            }
        } else if (methods.containsKey(owner)) {
            method(name, owner, parameter, items, place, axes);
        } else if (WORKLOAD_PARTS.contains(owner)) {
            axes.add(new Axis(name, Axis.Kind.WORKLOAD, "", name, items, place));
        } else if (!unreadable.contains(owner)) {
            problems.error(place, "'" + name + "' is no axis of a grid" + hint(name));
        }
    }

    private void method(String name, String owner, String parameter, List<Yaml> items, Place place, List<Axis> axes) {
        MethodExpression method = Objects.requireNonNull(methods.get(owner));
        if (!method.parameters().contains(parameter)) {
            problems.error(
                    place,
                    "the method '" + owner + "' (" + method + ") has no parameter '" + parameter + "'"
                            + Names.suggestion(parameter, method.parameters())
                            + (method.parameters().isEmpty()
                                    ? "; it takes none"
                                    : "; its parameters: " + String.join(", ", method.parameters())));
            return;
        }
        boolean valid = scalars(name, items);
        for (Yaml item : items) {
            if (item instanceof Yaml.Text) {
                try {
                    method.with(parameter, text(item));
                } catch (IllegalArgumentException e) {
                    problems.error(item.place(), name, e.getMessage());
                    valid = false;
                }
            }
        }
        if (valid) {
            axes.add(new Axis(name, Axis.Kind.METHOD, owner, parameter, items, place));
        }
    }

    private boolean scalars(String name, List<Yaml> items) {
        boolean valid = true;
        for (Yaml item : items) {
            if (!(item instanceof Yaml.Text text) || text.isNothing()) {
                problems.error(item.place(), name + " takes single values, found " + item.found());
                valid = false;
            }
        }
        return valid;
    }

    private String hint(String name) {
        Set<String> valid = new LinkedHashSet<>(List.of("optimizer.lr", "optimizer.momentum"));
        methods.forEach((method, expression) ->
                expression.parameters().forEach(parameter -> valid.add(method + "." + parameter)));
        WORKLOAD_PARTS.stream()
                .filter(part -> !part.equals("model") && !part.equals("data"))
                .forEach(valid::add);
        unreadable.forEach(method -> valid.add(method + name.substring(Math.max(0, name.indexOf('.')))));
        String suggestion = Names.suggestion(name, valid);
        return !suggestion.isEmpty()
                ? suggestion
                : "; it is optimizer.PARAMETER, METHOD.PARAMETER with a name from `methods` ("
                        + String.join(", ", methods.keySet())
                        + "), model.KEY, data.KEY, preprocess.STEP.PARAMETER, or one of "
                        + String.join(", ", WORKLOAD_PARTS.stream().sorted().toList());
    }

    /** A single value as an expression writes it. */
    static String text(Yaml value) {
        String text = ((Yaml.Text) value).value();
        return text.equals(".inf") ? "inf" : text;
    }
}
