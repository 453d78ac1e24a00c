package io.steadygrad.yaml;

import io.steadygrad.spec.Names;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be said about the keys of a map. */
public final class Keys {
    private Keys() {}

    /**
     * Reports keys that nobody reads, each with the nearest valid one.
     *
     * @param owner what the map describes, for the message
     * @return whether all keys are valid
     */
    public static boolean check(Yaml.Mapping mapping, String owner, Collection<String> valid, Problems problems) {
        boolean whole = true;
        for (Yaml.Entry entry : mapping.entries()) {
            if (!valid.contains(entry.name())) {
                whole = false;
                problems.error(entry.key().place(), unknown(entry, owner, valid));
            }
        }
        return whole;
    }

    private static String unknown(Yaml.Entry entry, String owner, Collection<String> valid) {
        String name = entry.name();
        int colon = name.indexOf(':');
        if (colon > 0 && valid.contains(name.substring(0, colon))) {
            return "a space must follow the colon: '" + name.substring(0, colon) + ": " + name.substring(colon + 1)
                    + "'";
        }
        String suggestion = Names.suggestion(name, valid);
        return owner + " has no key '" + name + "'"
                + (!suggestion.isEmpty()
                        ? suggestion
                        : valid.isEmpty() ? "; it takes none" : "; valid: " + String.join(", ", valid));
    }

    /**
     * Where the value stands that a message speaks of: the first key that occurs in it as a word, else a value that it
     * quotes, else the map.
     */
    public static Place blame(Yaml.Mapping mapping, String message) {
        Place place = mapping.place();
        int first = Integer.MAX_VALUE;
        for (Yaml.Entry entry : mapping.entries()) {
            String words = Pattern.quote(entry.name());
            var matcher = Pattern.compile("(?<![\\w./])" + words + "(?![\\w/])").matcher(message);
            if (matcher.find() && matcher.start() < first) {
                first = matcher.start();
                place = entry.value().place();
            }
        }
        if (first == Integer.MAX_VALUE) {
            Yaml quoted = quoted(mapping, message);
            if (quoted != null) {
                return quoted.place();
            }
            for (Yaml.Entry entry : mapping.entries()) {
                if (entry.value() instanceof Yaml.Text text
                        && text.value().length() > 2
                        && message.contains(text.value())) {
                    place = text.place();
                }
            }
        }
        return place;
    }

    /** Where a value stands that a message quotes, in a node of any kind; else the node. */
    public static Place blame(Yaml node, String message) {
        if (node instanceof Yaml.Mapping mapping) {
            return blame(mapping, message);
        }
        Yaml quoted = quoted(node, message);
        return quoted == null ? node.place() : quoted.place();
    }

    /** Of all values that the message quotes, the one that it quotes first: later ones are suggestions. */
    private static @Nullable Yaml quoted(Yaml node, String message) {
        return texts(node)
                .filter(text -> quote(text, message) >= 0)
                .min(Comparator.comparingInt(text -> quote(text, message)))
                .orElse(null);
    }

    private static int quote(Yaml.Text text, String message) {
        return text.value().isEmpty() ? -1 : message.indexOf("'" + text.value() + "'");
    }

    private static Stream<Yaml.Text> texts(Yaml node) {
        if (node instanceof Yaml.Text text) {
            return Stream.of(text);
        }
        return node instanceof Yaml.Sequence sequence
                ? sequence.items().stream().flatMap(Keys::texts)
                : ((Yaml.Mapping) node).entries().stream().flatMap(entry -> texts(entry.value()));
    }
}
