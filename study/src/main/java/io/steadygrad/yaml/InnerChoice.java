package io.steadygrad.yaml;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * A choice whose first parameter is itself a choice, in its short forms, written out:
 *
 * <pre>
 * {synthetic: spirals, rows: 500}        {synthetic: {spirals: {rows: 500}}}
 * {synthetic: {generator: {spirals: {rows: 500}}}}
 * </pre>
 */
final class InnerChoice {
    private InnerChoice() {}

    /** The map with its choice written out, or as it is where there is nothing to write out. */
    static Yaml.Mapping writtenOut(Yaml.Mapping mapping, Yaml.Entry choice, Signature outer, Catalog<?> inner) {
        String first = outer.parameters().get(0).name();
        if (choice.value() instanceof Yaml.Mapping given) {
            return given.has(first) || given.keys().stream().noneMatch(inner.names()::contains)
                    ? mapping
                    : named(mapping, choice, first, given, outer, inner);
        }
        if (!(choice.value() instanceof Yaml.Text text) || !inner.names().contains(text.value())) {
            return mapping;
        }
        List<String> known =
                outer.parameters().stream().map(Signature.Slot::name).toList();
        List<Yaml.Entry> outside = new ArrayList<>();
        List<Yaml.Entry> inside = new ArrayList<>();
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry != choice) {
                (known.contains(entry.name()) ? outside : inside).add(entry);
            }
        }
        Yaml.Entry name = new Yaml.Entry(text, new Yaml.Mapping(text.place(), inside));
        return whole(mapping, choice, first, new Yaml.Mapping(text.place(), List.of(name)), outside);
    }

    private static Yaml.Mapping named(
            Yaml.Mapping mapping,
            Yaml.Entry choice,
            String first,
            Yaml.Mapping given,
            Signature outer,
            Catalog<?> inner) {
        List<Yaml.Entry> names = new ArrayList<>();
        List<Yaml.Entry> rest = new ArrayList<>();
        for (Yaml.Entry entry : given.entries()) {
            (inner.names().contains(entry.name()) ? names : rest).add(entry);
        }
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry != choice) {
                rest.add(entry);
            }
        }
        return whole(mapping, choice, first, new Yaml.Mapping(given.place(), names), rest);
    }

    private static Yaml.Mapping whole(
            Yaml.Mapping mapping, Yaml.Entry choice, String first, Yaml value, List<Yaml.Entry> others) {
        Yaml.Text key = new Yaml.Text(choice.key().place(), first, false);
        List<Yaml.Entry> inner = new ArrayList<>(List.of(new Yaml.Entry(key, value)));
        inner.addAll(others);
        Yaml.Mapping written = new Yaml.Mapping(choice.value().place(), inner);
        return new Yaml.Mapping(mapping.place(), List.of(new Yaml.Entry(choice.key(), written)));
    }
}
