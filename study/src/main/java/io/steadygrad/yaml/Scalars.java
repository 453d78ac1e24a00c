package io.steadygrad.yaml;

import io.steadygrad.spec.Names;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From one scalar's text to the Java types that a single text can mean. */
final class Scalars {
    private static final Map<Class<?>, String> EXPECTED = Map.ofEntries(
            Map.entry(int.class, "a whole number"),
            Map.entry(Integer.class, "a whole number"),
            Map.entry(long.class, "a whole number"),
            Map.entry(Long.class, "a whole number"),
            Map.entry(float.class, "a number"),
            Map.entry(Float.class, "a number"),
            Map.entry(double.class, "a number"),
            Map.entry(Double.class, "a number"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(String.class, "a text"),
            Map.entry(Path.class, "the path of a file"));

    private Scalars() {}

    /** The text does not have the form that its type needs; the message is a suggestion to append, often empty. */
    static final class NotReadableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReadableException(String message) {
            super(message);
        }
    }

    static boolean reads(Class<?> type) {
        return EXPECTED.containsKey(type) || type.isEnum() || parser(type) != null;
    }

    static String expected(Class<?> type) {
        String words = EXPECTED.get(type);
        if (words != null) {
            return words;
        }
        return type.isEnum()
                ? "one of " + String.join(", ", constants(type))
                : withArticle(Names.snake(type.getSimpleName()).replace('_', ' '));
    }

    static String withArticle(String words) {
        return ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
    }

    static Object read(String written, Class<?> type, Path directory) {
        String text = written.strip();
        if (type == String.class) {
            return written;
        }
        if (type == Path.class) {
            return directory.resolve(text).normalize();
        }
        if (type == boolean.class || type == Boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new NotReadableException("");
            };
        }
        if (type.isEnum()) {
            int index = constants(type).indexOf(text);
            if (index < 0) {
                throw new NotReadableException(Names.suggestion(text, constants(type)));
            }
            return type.getEnumConstants()[index];
        }
        Method parse = parser(type);
        return parse == null ? number(text, type) : parse(parse, text);
    }

    private static Object number(String text, Class<?> type) {
        double value = number(text);
        if (type == double.class || type == Double.class) {
            return value;
        }
        if (type == float.class || type == Float.class) {
            return (float) value;
        }
        if (value != Math.rint(value) || Math.abs(value) > 0x1p53) {
            throw new NotReadableException("");
        }
        if (type == long.class || type == Long.class) {
            return (long) value;
        }
        if (Math.abs(value) > Integer.MAX_VALUE) {
            throw new NotReadableException(", which is too large");
        }
        return (int) value;
    }

    /** Decimal numbers as YAML 1.2 writes them, and infinity. */
    static double number(String text) {
        if (text.matches("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?")) {
            return Double.parseDouble(text);
        }
        return switch (text) {
            case ".inf", "inf", "+.inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new NotReadableException("");
        };
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Names.snake(((Enum<?>) constant).name()))
                .toList();
    }

    private static @Nullable Method parser(Class<?> type) {
        try {
            Method parse = type.getMethod("parse", String.class);
            return Modifier.isStatic(parse.getModifiers()) && type.isAssignableFrom(parse.getReturnType())
                    ? parse
                    : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object parse(Method parse, String text) {
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
