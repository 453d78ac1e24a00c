package io.steadygrad.study;

import io.steadygrad.spec.Names;
import io.steadygrad.spec.Numbers;
import io.steadygrad.yaml.Binder;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values in the one way they are written: plain maps, lists, texts, numbers and truths, every default included. It is what
 * a trial's identity is made of, and what the resolved study file shows.
 */
final class Canonical {
    private final Binder binder;
    private final boolean digestFiles;

    /** @param digestFiles whether a file stands for what is in it, so that its place does not matter */
    Canonical(Binder binder, boolean digestFiles) {
        this.binder = binder;
        this.digestFiles = digestFiles;
    }

    @Nullable
    Object of(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return number instanceof Float || number instanceof Double
                    ? (Object) number.doubleValue()
                    : number.longValue();
        }
        if (value instanceof Enum<?> constant) {
            return Names.snake(constant.name());
        }
        if (value instanceof Path path) {
            return digestFiles ? digest(path) : path.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> written = new LinkedHashMap<>();
            map.forEach((key, item) -> written.put(String.valueOf(key), of(item)));
            return written;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> written = new ArrayList<>();
            list.forEach(item -> written.add(of(item)));
            return written;
        }
        if (value.getClass().isArray()) {
            List<@Nullable Object> written = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                written.add(of(Array.get(value, i)));
            }
            return written;
        }
        Binder.Written made = binder.written(value).orElse(null);
        if (made != null) {
            return made.chosen() ? named(made.name(), made.components()) : plain(made.components());
        }
        if (value instanceof Record record && !readsItself(record)) {
            return parser(record.getClass(), String.class) != null || parser(record.getClass(), List.class) != null
                    ? plain(components(record))
                    : named(Names.snake(record.getClass().getSimpleName()), components(record));
        }
        return value.toString();
    }

    /** Whether the value's own text is read back as the value. */
    private static boolean readsItself(Record value) {
        return Stream.concat(
                        Stream.of(value.getClass()),
                        Arrays.stream(value.getClass().getInterfaces()))
                .map(type -> parser(type, String.class))
                .filter(Objects::nonNull)
                .anyMatch(parser -> value.equals(parsed(parser, value.toString())));
    }

    private static @Nullable Object parsed(Method parser, String text) {
        try {
            return parser.invoke(null, text);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** The static method with which a type reads itself from a text, or from lists. */
    private static @Nullable Method parser(Class<?> type, Class<?> from) {
        try {
            Method parser = type.getMethod(from == String.class ? "parse" : "of", from);
            return Modifier.isStatic(parser.getModifiers()) ? parser : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Map<String, @Nullable Object> plain(Map<String, @Nullable Object> components) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        components.forEach((key, value) -> {
            if (value != null) {
                written.put(key, of(value));
            }
        });
        return written;
    }

    private static String digest(Path file) {
        try {
            return "sha256:" + Json.sha256(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "There is no file " + file + " (paths start from the study file's folder)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + file + " (" + e.getMessage() + ")", e);
        }
    }

    /** A thing chosen by name: {@code normal(sd=0.01)} where its components are plain, else {@code {mlp: {...}}}. */
    private Object named(String name, Map<String, @Nullable Object> components) {
        Map<String, @Nullable Object> written = plain(components);
        if (written.isEmpty()) {
            return name;
        }
        boolean brief = written.values().stream()
                .allMatch(value -> value instanceof Number
                        || value instanceof Boolean
                        || (value instanceof String text && text.matches("[a-z_][a-z0-9_]*")));
        if (brief) {
            return written.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                    .collect(Collectors.joining(", ", name + "(", ")"));
        }
        return Map.of(name, written);
    }

    private static String text(@Nullable Object value) {
        return value instanceof Double number ? Numbers.format(number) : String.valueOf(value);
    }

    private static Map<String, @Nullable Object> components(Record record) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                components.put(Names.snake(component.getName()), accessor.invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot read " + component, e);
            }
        }
        return components;
    }
}
