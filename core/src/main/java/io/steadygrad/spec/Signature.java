package io.steadygrad.spec;

import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name and typed parameters with defaults, read from a record's canonical constructor or from a static factory. It is
 * how text (an expression, a study file) finds the Java value that it means, and how a Java value is written back.
 *
 * @param name what users write, in snake_case
 * @param parameters in the record's or factory's order
 */
public record Signature(String name, List<Slot> parameters, Executable maker) {

    /**
     * One parameter.
     *
     * @param name in snake_case
     * @param defaultText the default as a user would write it, or null where a value is required
     */
    public record Slot(
            String name,
            Class<?> type,
            Type genericType,
            @Nullable String defaultText) {
        public boolean required() {
            return defaultText == null;
        }

        /** The default as {@link Signature#written} writes values, so that the two compare. */
        @Nullable
        String normalDefault() {
            return defaultText == null ? null : Conversion.defaultValue(this).toString();
        }

        /** As users write it: its name, or {@code "PATTERN"=value, ...} where it takes values by pattern. */
        public String written() {
            return type == java.util.Map.class ? "\"PATTERN\"=..." : name;
        }
    }

    /** The signature of a record type: its canonical constructor under its own name in snake_case. */
    public static Signature of(Class<? extends Record> type) {
        return of(Names.snake(type.getSimpleName()), type);
    }

    public static Signature of(String name, Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Slot> slots = new ArrayList<>();
        for (RecordComponent component : components) {
            slots.add(new Slot(
                    Names.snake(component.getName()),
                    component.getType(),
                    component.getGenericType(),
                    text(component.getAnnotation(Default.class))));
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new Signature(name, List.copyOf(slots), constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("A record without its canonical constructor: " + type, e);
        }
    }

    /** The signature of a public static factory, under its own name in snake_case. Needs {@code javac -parameters}. */
    public static Signature of(Method factory) {
        if (!Modifier.isStatic(factory.getModifiers())) {
            throw new IllegalArgumentException("A factory must be static: " + factory);
        }
        List<Slot> slots = new ArrayList<>();
        for (Parameter parameter : factory.getParameters()) {
            slots.add(new Slot(
                    Names.snake(parameter.getName()),
                    parameter.getType(),
                    parameter.getParameterizedType(),
                    text(parameter.getAnnotation(Default.class))));
        }
        return new Signature(Names.snake(factory.getName()), List.copyOf(slots), factory);
    }

    private static @Nullable String text(@Nullable Default annotation) {
        return annotation == null ? null : annotation.value();
    }

    /**
     * Calls the constructor or factory.
     *
     * @param values one per parameter, in order, already of the right types
     * @throws IllegalArgumentException what the record's own validation says
     */
    public Object make(@Nullable Object[] values) {
        try {
            return maker instanceof Method factory
                    ? factory.invoke(null, values)
                    : ((java.lang.reflect.Constructor<?>) maker).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make " + name, e);
        }
    }

    /**
     * A record of this signature as a user would write it, without what is as by default: {@code band(low=0.0, high=2.0)}.
     */
    public String written(Record made) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Slot slot = parameters.get(i);
            try {
                var accessor = made.getClass().getRecordComponents()[i].getAccessor();
                accessor.setAccessible(true);
                String value = Conversion.written(accessor.invoke(made));
                if (!value.equals(slot.normalDefault())) {
                    arguments.add(slot.name() + "=" + value);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot read " + slot.name() + " of " + made, e);
            }
        }
        return arguments.isEmpty() ? name : name + "(" + String.join(", ", arguments) + ")";
    }

    /** The class that it was read from. */
    String owner() {
        return maker.getDeclaringClass().getName();
    }

    /** As users read it: {@code clip_by_norm(max_norm, norm=l2, scope=tensor)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        if (!parameters.isEmpty()) {
            text.append('(');
            for (int i = 0; i < parameters.size(); i++) {
                Slot slot = parameters.get(i);
                text.append(i == 0 ? "" : ", ").append(slot.written());
                if (slot.defaultText() != null && !slot.defaultText().isEmpty()) {
                    text.append('=').append(slot.defaultText());
                }
            }
            text.append(')');
        }
        return text.toString();
    }
}
