package io.steadygrad.study;

import io.steadygrad.initializer.Initializers;
import io.steadygrad.preprocess.Preprocessors;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;
import io.steadygrad.synthetic.Generators;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dotted names of a workload's parts: {@code model.hidden}, {@code data.length}, {@code batch}. The name of the model or data set itself
 * is left out: in {@code {mlp: {hidden: [5]}}}, {@code hidden} is what {@code mlp} has. A step of preprocessing is found by its name: {@code
 * preprocess.sparsify.threshold}.
 */
final class Paths {
    private static final List<Catalog<?>> CALLED = List.of(
            Schedule.catalog(),
            WorkloadForms.regularizers(),
            Generators.catalog(),
            Initializers.catalog(),
            Preprocessors.catalog());

    private Paths() {}

    static Optional<Yaml> get(Yaml node, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(node);
        }
        if (node instanceof Yaml.Sequence || (node instanceof Yaml.Text && isStep(node, path.get(0)))) {
            return Binder.items(node).stream()
                    .filter(item -> isStep(item, path.get(0)))
                    .findFirst()
                    .flatMap(item -> get(writtenOut(item).entries().get(0).value(), path.subList(1, path.size())));
        }
        Optional<Yaml.Mapping> call = call(node);
        if (call.isPresent()) {
            return get(call.get().entries().get(0).value(), path);
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            return Optional.empty();
        }
        Yaml value = mapping.get(path.get(0));
        if (value != null) {
            return get(value, path.subList(1, path.size()));
        }
        return chosen(mapping).flatMap(entry -> get(entry.value(), path));
    }

    static Yaml set(Yaml node, List<String> path, Yaml value) {
        if (path.isEmpty()) {
            return value;
        }
        if (node instanceof Yaml.Sequence || (node instanceof Yaml.Text && isStep(node, path.get(0)))) {
            return new Yaml.Sequence(
                    node.place(),
                    Binder.items(node).stream()
                            .map(item -> isStep(item, path.get(0)) ? set(writtenOut(item), path, value) : item)
                            .toList());
        }
        Optional<Yaml.Mapping> call = call(node);
        if (call.isPresent()) {
            return set(call.get(), path, value);
        }
        if (node instanceof Yaml.Text name && !name.isNothing()) {
            Yaml empty = new Yaml.Mapping(name.place(), List.of());
            return new Yaml.Mapping(name.place(), List.of(new Yaml.Entry(name, set(empty, path, value))));
        }
        Yaml.Mapping mapping = node instanceof Yaml.Mapping map ? map : new Yaml.Mapping(node.place(), List.of());
        String key = path.get(0);
        Yaml old = mapping.get(key);
        if (old == null) {
            Optional<Yaml.Entry> inner = chosen(mapping);
            if (inner.isPresent()) {
                return mapping.with(inner.get().name(), set(inner.get().value(), path, value));
            }
            old = new Yaml.Mapping(value.place(), List.of());
        }
        return mapping.with(key, set(old, path.subList(1, path.size()), value));
    }

    /** The entry of {@code {mlp: {...}}}, the only one and a map; or of {@code {synthetic: adding, ...}}, whose value has the keys. */
    private static Optional<Yaml.Entry> chosen(Yaml.Mapping mapping) {
        return mapping.entries().stream()
                .filter(entry -> entry.name().equals("synthetic")
                        || (mapping.entries().size() == 1 && entry.value() instanceof Yaml.Mapping))
                .findFirst();
    }

    /** Whether it is the step of preprocessing of that name, in any of the ways to write one. */
    private static boolean isStep(Yaml node, String name) {
        if (node instanceof Yaml.Mapping mapping) {
            return mapping.keys().equals(List.of(name));
        }
        return node instanceof Yaml.Text text
                && Preprocessors.catalog().names().contains(name)
                && text.value().matches("(?s)\\s*" + name + "\\s*(\\(.*)?");
    }

    /** {@code sparsify(0.1)} as {@code {sparsify: {threshold: 0.1}}}. */
    private static Yaml.Mapping writtenOut(Yaml node) {
        if (node instanceof Yaml.Mapping mapping) {
            return mapping;
        }
        Yaml.Text text = (Yaml.Text) node;
        return writtenOut(text, Preprocessors.catalog().named(Call.parse(text.value())));
    }

    /** {@code warm_restarts(period=440)} as {@code {warm_restarts: {period: 440}}}; nothing for what is no call. */
    private static Optional<Yaml.Mapping> call(Yaml node) {
        if (!(node instanceof Yaml.Text text) || !text.value().matches("(?s)\\s*[A-Za-z_]\\w*\\s*\\(.*\\)\\s*")) {
            return Optional.empty();
        }
        try {
            Call call = Call.parse(text.value());
            boolean byName = call.arguments().stream().allMatch(argument -> argument.key() != null);
            return Optional.of(writtenOut(text, byName ? call : named(call)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever binds the text says what is wrong with it
        }
    }

    /** With the names of arguments that were given by their places; some things of several kinds have one name. */
    private static Call named(Call call) {
        IllegalArgumentException refused = null;
        for (Catalog<?> catalog : CALLED) {
            if (catalog.names().contains(call.name())) {
                try {
                    return catalog.named(call);
                } catch (IllegalArgumentException e) {
                    refused = e;
                }
            }
        }
        throw refused == null ? new IllegalArgumentException("nothing is called " + call.name()) : refused;
    }

    private static Yaml.Mapping writtenOut(Yaml.Text text, Call call) {
        List<Yaml.Entry> given = new ArrayList<>();
        for (Call.Argument argument : call.arguments()) {
            given.add(new Yaml.Entry(
                    new Yaml.Text(text.place(), String.valueOf(argument.key()), false),
                    new Yaml.Text(text.place(), argument.value().toString(), false)));
        }
        Yaml.Text name = new Yaml.Text(text.place(), call.name(), false);
        return new Yaml.Mapping(text.place(), List.of(new Yaml.Entry(name, new Yaml.Mapping(text.place(), given))));
    }
}
