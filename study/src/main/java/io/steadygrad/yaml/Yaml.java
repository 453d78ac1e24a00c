package io.steadygrad.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A YAML node with its position; scalars stay text until a type asks for them. */
public sealed interface Yaml {
    Place place();

    /** What it is, in a reader's words: {@code 'many'}, {@code a list}, {@code a map}, {@code nothing}. */
    String found();

    /**
     * A scalar.
     *
     * @param place of its first character, after an opening quote
     * @param quoted whether it stood in quotes (then it is text even where it looks like a number)
     */
    record Text(Place place, String value, boolean quoted) implements Yaml {
        /** {@code key:} with nothing behind it, {@code ~} and {@code null}. */
        public boolean isNothing() {
            return !quoted && (value.isEmpty() || value.equals("~") || value.equals("null"));
        }

        @Override
        public String found() {
            return isNothing() ? "nothing" : "'" + (value.length() > 80 ? value.substring(0, 77) + "..." : value) + "'";
        }
    }

    record Sequence(Place place, List<Yaml> items) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String found() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    record Mapping(Place place, List<Entry> entries) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public @Nullable Yaml get(String key) {
            for (Entry entry : entries) {
                if (entry.name().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }

        public boolean has(String key) {
            return get(key) != null;
        }

        public List<String> keys() {
            return entries.stream().map(Entry::name).toList();
        }

        /** The same map with one value replaced, or added at the end. */
        public Mapping with(String key, Yaml value) {
            List<Entry> changed = new java.util.ArrayList<>();
            boolean replaced = false;
            for (Entry entry : entries) {
                boolean here = entry.name().equals(key);
                changed.add(here ? new Entry(entry.key(), value) : entry);
                replaced |= here;
            }
            if (!replaced) {
                changed.add(new Entry(new Text(value.place(), key, false), value));
            }
            return new Mapping(place, changed);
        }

        @Override
        public String found() {
            return entries.isEmpty() ? "an empty map" : "a map with " + String.join(", ", keys());
        }
    }

    record Entry(Text key, Yaml value) {
        public String name() {
            return key.value();
        }
    }
}
