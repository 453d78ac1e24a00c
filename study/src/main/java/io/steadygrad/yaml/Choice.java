package io.steadygrad.yaml;

import io.steadygrad.spec.Call;
import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import io.steadygrad.spec.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds a node to one thing of a catalogue: a name, a call, or a map with the name among its keys.
 *
 * @param name what the messages call the value
 */
record Choice(Binder binder, Catalog<?> catalog, String name) {

    Object value(Yaml node) {
        if (node instanceof Yaml.Text text && text.value().matches("(?s)\\s*[A-Za-z_].*") && !text.isNothing()) {
            return called(text);
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            return binder.refuse(node.place(), name + " must be " + oneOf() + ", found " + node.found());
        }
        List<Yaml.Entry> names = mapping.entries().stream()
                .filter(entry -> catalog.names().contains(entry.name()))
                .toList();
        if (names.isEmpty()) {
            String written = mapping.keys().isEmpty() ? "" : mapping.keys().get(0);
            Place place = mapping.entries().isEmpty()
                    ? mapping.place()
                    : mapping.entries().get(0).key().place();
            return binder.refuse(
                    place,
                    name + " must be " + oneOf() + ", found " + mapping.found()
                            + Names.suggestion(written, catalog.names()));
        }
        Yaml.Entry choice = names.get(0);
        Signature signature = catalog.signature(choice.name(), 1);
        Catalog<?> inner = signature.parameters().isEmpty()
                ? null
                : binder.catalog(signature.parameters().get(0).type());
        if (inner == null) {
            return spread(mapping, choice, signature);
        }
        Yaml.Mapping whole = InnerChoice.writtenOut(mapping, choice, signature, inner);
        return spread(whole, whole == mapping ? choice : whole.entries().get(0), signature);
    }

    private String oneOf() {
        return "one of " + String.join(", ", catalog.names());
    }

    /** {@code {csv: x.csv, target: y}}: the name's value is the first parameter, or all of them; its neighbours are the others. */
    private Object spread(Yaml.Mapping mapping, Yaml.Entry choice, Signature signature) {
        List<String> parameters =
                signature.parameters().stream().map(Signature.Slot::name).toList();
        List<Yaml.Entry> entries = new ArrayList<>();
        if (choice.value() instanceof Yaml.Mapping inner) {
            entries.addAll(inner.entries());
        } else if (!parameters.isEmpty()) {
            Yaml.Text first = new Yaml.Text(choice.key().place(), parameters.get(0), false);
            entries.add(new Yaml.Entry(first, choice.value()));
        } else if (!(choice.value() instanceof Yaml.Text text && text.isNothing())) {
            return binder.refuse(
                    choice.value().place(),
                    choice.name() + " has no parameters, found "
                            + choice.value().found());
        }
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry == choice) {
                continue;
            }
            if (catalog.names().contains(entry.name()) && !parameters.contains(entry.name())) {
                return binder.refuse(
                        entry.key().place(),
                        name + " is either '" + choice.name() + "' or '" + entry.name() + "', not both");
            }
            entries.add(entry);
        }
        return binder.record(new Yaml.Mapping(choice.key().place(), entries), signature, true);
    }

    /** {@code sparsify(threshold=0.1)}: a map in other words, so that its values may be of any type. */
    private Object called(Yaml.Text text) {
        try {
            Call call = Call.parse(text.value());
            catalog.named(call);
            Signature signature = catalog.signature(call.name(), call.column());
            List<Yaml.Entry> entries = new ArrayList<>();
            int position = 0;
            for (Call.Argument argument : call.arguments()) {
                Place place = text.place().right(argument.column() - 1);
                String key = argument.key();
                if (key == null) {
                    key = signature.parameters().get(position++).name();
                }
                String value = argument.value() instanceof Value.Text quoted
                        ? quoted.text()
                        : argument.value().toString();
                entries.add(new Yaml.Entry(new Yaml.Text(place, key, false), new Yaml.Text(place, value, false)));
            }
            return binder.record(new Yaml.Mapping(text.place(), entries), signature, true);
        } catch (ExpressionException e) {
            return binder.refuse(text.place().right(e.column() - 1), name, e.getMessage());
        }
    }
}
