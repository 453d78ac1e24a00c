package io.steadygrad.yaml;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types that read themselves from lists of lists of numbers, by a static {@code of(List)}. */
final class NestedLists {
    private NestedLists() {}

    static @Nullable Method reader(Class<?> type) {
        try {
            Method of = type.getMethod("of", List.class);
            return type.isRecord() && Modifier.isStatic(of.getModifiers()) && of.getReturnType() == type ? of : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** @throws IllegalArgumentException what the type says of these lists */
    static Object read(Yaml.Sequence sequence, Method reader) {
        try {
            return reader.invoke(null, plain(sequence));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plain(Yaml node) {
        if (node instanceof Yaml.Sequence sequence) {
            return sequence.items().stream().map(NestedLists::plain).toList();
        }
        if (node instanceof Yaml.Text text) {
            try {
                return Scalars.number(text.value());
            } catch (Scalars.NotReadableException e) {
                return text.value();
            }
        }
        return node.found();
    }
}
