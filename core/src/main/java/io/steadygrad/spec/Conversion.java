package io.steadygrad.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From an argument's text to the Java type of the parameter that it is for. */
final class Conversion {
    private final Map<Class<?>, Function<Value, Object>> others = new HashMap<>();

    /** Adds a type that this package does not know. */
    void add(Class<?> type, Function<Value, Object> from) {
        others.put(type, from);
    }

    @Nullable
    Object ofDefault(Signature.Slot slot) {
        String text = slot.defaultText();
        if (text == null || (text.isEmpty() && !slot.type().equals(String.class))) {
            return null;
        }
        return of(new Call.Argument(slot.name(), false, defaultValue(slot), 1), slot, "default of " + slot.name());
    }

    static Value defaultValue(Signature.Slot slot) {
        String text = slot.defaultText();
        if (text == null || text.isEmpty() || slot.type().equals(String.class)) {
            return new Value.Text(text == null ? "" : text);
        }
        Call wrapped = Call.parse("default(" + text + ")");
        return wrapped.arguments().get(0).value();
    }

    /** The value as it is written for a parameter of this type: whole numbers without a fraction. */
    static Value written(Value value, Signature.Slot slot) {
        boolean whole = slot.type() == int.class || slot.type() == long.class;
        return whole && value instanceof Value.Number number ? new Value.Number(number.value(), true) : value;
    }

    /** A Java value as a user would write it. */
    static String written(Object value) {
        if (value instanceof Double number) {
            return Numbers.format(number);
        }
        return value instanceof Enum<?> constant ? Names.snake(constant.name()) : value.toString();
    }

    Object of(Call.Argument argument, Signature.Slot slot, String owner) {
        Class<?> type = slot.type();
        Value value = argument.value();
        if (type == double.class && value instanceof Value.Number number) {
            return number.value();
        }
        if (type == long.class && value instanceof Value.Number number && isWhole(number.value())) {
            return number.value() == Double.POSITIVE_INFINITY ? Long.MAX_VALUE : (long) number.value();
        }
        if (type == int.class && value instanceof Value.Number number && isWhole(number.value())) {
            if (number.value() == Double.POSITIVE_INFINITY) {
                return Integer.MAX_VALUE;
            }
            if (Math.abs(number.value()) <= Integer.MAX_VALUE) {
                return (int) number.value();
            }
        }
        if (type == boolean.class && List.of("true", "false").contains(value.toString())) {
            return Boolean.parseBoolean(value.toString());
        }
        if (type == String.class) {
            return text(value);
        }
        if (type.isEnum()) {
            return constant(argument, slot, owner);
        }
        Function<Value, Object> other = others.get(type);
        if (other != null) {
            return other.apply(value);
        }
        if (type == Map.class && value instanceof Value.Patterns patterns) {
            return byPattern(patterns, slot, owner);
        }
        Method parse = parser(type);
        if (parse != null) {
            return parse(parse, argument, owner);
        }
        throw new ExpressionException(
                owner + ": '" + slot.name() + "' takes " + expected(type) + ", not " + value, argument.column());
    }

    private Map<Object, Object> byPattern(Value.Patterns patterns, Signature.Slot slot, String owner) {
        Type[] types = ((ParameterizedType) slot.genericType()).getActualTypeArguments();
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Call.Argument argument : patterns.arguments()) {
            Object key = of(
                    new Call.Argument(null, false, new Value.Text(String.valueOf(argument.key())), argument.column()),
                    new Signature.Slot("pattern", (Class<?>) types[0], types[0], null),
                    owner);
            Object value = of(argument, new Signature.Slot("value", (Class<?>) types[1], types[1], null), owner);
            if (map.put(key, value) != null) {
                throw new ExpressionException(owner + ": \"" + argument.key() + "\" is given twice", argument.column());
            }
        }
        return map;
    }

    private static Object constant(Call.Argument argument, Signature.Slot slot, String owner) {
        List<String> names = Arrays.stream(slot.type().getEnumConstants())
                .map(constant -> Names.snake(((Enum<?>) constant).name()))
                .toList();
        String written = text(argument.value());
        int index = names.indexOf(written);
        if (index < 0) {
            throw new ExpressionException(
                    owner + ": '" + slot.name() + "' is one of " + String.join(", ", names) + ", not '" + written + "'"
                            + Names.suggestion(written, names),
                    argument.column());
        }
        return slot.type().getEnumConstants()[index];
    }

    private static @Nullable Method parser(Class<?> type) {
        try {
            Method parse = type.getMethod("parse", String.class);
            return Modifier.isStatic(parse.getModifiers()) ? parse : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object parse(Method parse, Call.Argument argument, String owner) {
        try {
            return parse.invoke(null, text(argument.value()));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ExpressionException(owner + ": " + cause.getMessage(), argument.column());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Value value) {
        return value instanceof Value.Text text ? text.text() : value.toString();
    }

    private static boolean isWhole(double value) {
        return value == Double.POSITIVE_INFINITY || (value == Math.rint(value) && Math.abs(value) < 0x1p53);
    }

    private static String expected(Class<?> type) {
        if (type == double.class) {
            return "a number";
        }
        if (type == int.class || type == long.class) {
            return "a whole number";
        }
        return type == boolean.class ? "true or false" : "a " + Names.snake(type.getSimpleName());
    }
}
