package io.steadygrad.yaml;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes Java values from YAML nodes: records by their components (keys in snake_case, {@link
 * io.steadygrad.spec.Default defaults} from the record), lists, maps, enums, numbers, paths, texts with a static
 * {@code parse(String)}, and things chosen by name from a {@link Catalog}:
 *
 * <pre>
 * standardize          sparsify(threshold=0.1)          {sparsify: {threshold: 0.1}}          {csv: x.csv, target: y}
 * </pre>
 *
 * <p>In the last form the name's value is the first parameter and its neighbours are the others. Every error goes to
 * the {@link Problems} with its position, and the rest of the node is still looked at. Not thread-safe.
 */
public final class Binder {
    static final Object FAILED = new Object();

    private final Problems problems;
    private final Path directory;
    private final Map<Class<?>, Catalog<?>> catalogs = new HashMap<>();
    private final Map<Object, Written> written = new IdentityHashMap<>();

    /**
     * A value as a study file says it.
     *
     * @param chosen whether its name was chosen among others, and so has to be written
     */
    public record Written(String name, boolean chosen, Map<String, @Nullable Object> components) {}

    /** @param directory the one that relative paths in the file start from */
    public Binder(Problems problems, Path directory) {
        this.problems = problems;
        this.directory = directory;
    }

    /** Values of this type are chosen by name from the catalogue. */
    public <T> Binder choose(Class<T> type, Catalog<T> catalog) {
        catalogs.put(type, catalog);
        return this;
    }

    @Nullable
    Catalog<?> catalog(Class<?> type) {
        return catalogs.get(type);
    }

    public Problems problems() {
        return problems;
    }

    /**
     * The value of a node, or nothing when it was refused (then the problems say why).
     *
     * @param name what the messages call the value
     */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> bind(Yaml node, Class<T> type, String name) {
        Object value = value(node, type, name);
        return value == FAILED ? Optional.empty() : Optional.ofNullable((T) value);
    }

    /** The items of a list, without those that were refused; a lone value is a list of one. */
    public <T> List<T> bindList(Yaml node, Class<T> item, String name) {
        List<T> values = new ArrayList<>();
        for (Yaml element : items(node)) {
            bind(element, item, name).ifPresent(values::add);
        }
        return values;
    }

    /** The items of a list; a lone value is a list of one. */
    public static List<Yaml> items(Yaml node) {
        return node instanceof Yaml.Sequence sequence ? sequence.items() : List.of(node);
    }

    private @Nullable Object value(Yaml node, Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (raw == Map.class) {
                return map(node, last, name);
            }
            return raw == Optional.class ? optional(value(node, last, name)) : list(node, last, name);
        }
        Class<?> raw = (Class<?>) type;
        Catalog<?> catalog = catalogs.get(raw);
        if (catalog != null) {
            return new Choice(this, catalog, name).value(node);
        }
        if (raw.isArray()) {
            return array(node, raw.getComponentType(), name);
        }
        if (node instanceof Yaml.Text text && Scalars.reads(raw)) {
            return scalar(text, raw, name);
        }
        Method lists = NestedLists.reader(raw);
        if (node instanceof Yaml.Sequence sequence && lists != null) {
            try {
                return NestedLists.read(sequence, lists);
            } catch (IllegalArgumentException e) {
                return refuse(node.place(), name, e.getMessage());
            }
        }
        if (node instanceof Yaml.Mapping mapping && raw.isRecord()) {
            return record(mapping, Signature.of(name, raw.asSubclass(Record.class)), false);
        }
        return refuse(node.place(), name + " must be " + expected(raw) + ", found " + node.found());
    }

    private static Object optional(@Nullable Object value) {
        return value == FAILED ? FAILED : Optional.ofNullable(value);
    }

    Object refuse(Place place, String message) {
        problems.error(place, message);
        return FAILED;
    }

    Object refuse(Place place, String name, @Nullable String message) {
        problems.error(place, name, message);
        return FAILED;
    }

    private static String expected(Class<?> raw) {
        if (NestedLists.reader(raw) != null) {
            return "a list of numbers, or of such lists";
        }
        return Scalars.reads(raw)
                ? Scalars.expected(raw)
                : raw.isRecord()
                        ? "a map with "
                                + String.join(
                                        ", ",
                                        Signature.of(raw.asSubclass(Record.class)).parameters().stream()
                                                .map(Signature.Slot::name)
                                                .toList())
                        : Scalars.withArticle(Names.snake(raw.getSimpleName()).replace('_', ' '));
    }

    private @Nullable Object scalar(Yaml.Text text, Class<?> raw, String name) {
        if (text.isNothing() && raw != Boolean.class && raw != boolean.class) {
            return refuse(text.place(), name + " must be " + Scalars.expected(raw) + ", found nothing");
        }
        try {
            return Scalars.read(text.value(), raw, directory);
        } catch (ExpressionException e) {
            return refuse(text.place().right(e.column() - 1), name, e.getMessage());
        } catch (Scalars.NotReadableException e) {
            return refuse(
                    text.place(),
                    name + " must be " + Scalars.expected(raw) + ", found " + text.found() + e.getMessage());
        } catch (IllegalArgumentException e) {
            return refuse(text.place(), name, e.getMessage());
        }
    }

    private Object list(Yaml node, Type item, String name) {
        boolean nested = item instanceof ParameterizedType;
        if (!(node instanceof Yaml.Sequence) && (nested || (node instanceof Yaml.Text text && text.isNothing()))) {
            return refuse(node.place(), name + " must be a list such as [5, 5], found " + node.found());
        }
        List<Object> values = new ArrayList<>();
        boolean whole = true;
        for (Yaml element : items(node)) {
            Object value = value(element, item, name);
            whole &= value != FAILED;
            if (value != null) {
                values.add(value);
            }
        }
        return whole ? List.copyOf(values) : FAILED;
    }

    private Object array(Yaml node, Class<?> item, String name) {
        if (!(node instanceof Yaml.Sequence sequence)) {
            return refuse(node.place(), name + " must be a list, found " + node.found());
        }
        Object array =
                java.lang.reflect.Array.newInstance(item, sequence.items().size());
        boolean whole = true;
        for (int i = 0; i < sequence.items().size(); i++) {
            Object value = value(sequence.items().get(i), item, name);
            whole &= value != FAILED;
            if (value != FAILED) {
                java.lang.reflect.Array.set(array, i, value);
            }
        }
        return whole ? array : FAILED;
    }

    private Object map(Yaml node, Type item, String name) {
        if (!(node instanceof Yaml.Mapping mapping)) {
            return refuse(node.place(), name + " must be a map of names to values, found " + node.found());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        boolean whole = true;
        for (Yaml.Entry entry : mapping.entries()) {
            Object value = value(entry.value(), item, entry.name());
            whole &= value != FAILED;
            if (value != null) {
                values.put(entry.name(), value);
            }
        }
        return whole ? java.util.Collections.unmodifiableMap(values) : FAILED;
    }

    /** A record from the keys of a map; {@code chosen} when its name was chosen among others. */
    Object record(Yaml.Mapping mapping, Signature signature, boolean chosen) {
        List<String> valid =
                signature.parameters().stream().map(Signature.Slot::name).toList();
        boolean whole = Keys.check(mapping, signature.name(), valid, problems);
        @Nullable Object[] values = new @Nullable Object[signature.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            Signature.Slot slot = signature.parameters().get(i);
            Yaml given = mapping.get(slot.name());
            values[i] =
                    given == null ? absent(mapping, signature, slot) : value(given, slot.genericType(), slot.name());
            whole &= values[i] != FAILED;
        }
        if (!whole) {
            return FAILED;
        }
        try {
            Object made = signature.make(values);
            remember(made, signature, values, chosen);
            return made;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            return refuse(Keys.blame(mapping, message), signature.name(), message);
        }
    }

    private void remember(Object made, Signature signature, @Nullable Object[] values, boolean chosen) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            components.put(signature.parameters().get(i).name(), values[i]);
        }
        written.put(made, new Written(signature.name(), chosen, components));
    }

    /** How a value that this binder made is written: its name and every component, defaults too. */
    public Optional<Written> written(Object made) {
        return Optional.ofNullable(written.get(made));
    }

    private static String keys(Signature signature) {
        return String.join(
                ", ", signature.parameters().stream().map(Signature.Slot::name).toList());
    }

    private @Nullable Object absent(Yaml.Mapping mapping, Signature signature, Signature.Slot slot) {
        String text = slot.defaultText();
        if (text == null) {
            boolean glued = mapping.keys().stream().anyMatch(key -> key.startsWith(slot.name() + ":"));
            return glued
                    ? FAILED
                    : refuse(
                            mapping.place(),
                            signature.name() + " needs '" + slot.name() + "'; its keys: " + keys(signature));
        }
        if (slot.type() == Optional.class && text.isEmpty()) {
            return Optional.empty();
        }
        if (text.isEmpty() && slot.type() != String.class) {
            return null;
        }
        if (slot.type() == String.class) {
            return text;
        }
        Yaml value = YamlReader.parse(text, problems);
        return value == null ? FAILED : value(value, slot.genericType(), slot.name());
    }
}
