package io.steadygrad.expression;

import io.steadygrad.gradient.Glob;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Method;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Numbers;
import io.steadygrad.spec.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A method written back as text: {@code band(low=0.0, high=1.0, scope=global)}. Parameters at their defaults are left out. What
 * is no record (a method whose numbers follow a schedule, say) is written as it calls itself.
 */
public final class MethodText {
    private MethodText() {}

    public static String of(Method method) {
        return method instanceof Record && !(method instanceof Scheduled) ? record((Record) method) : method.toString();
    }

    public static String of(Chain chain) {
        return chain.methods().stream().map(MethodText::of).collect(Collectors.joining(" | "));
    }

    private static String record(Record method) {
        Signature signature = Signature.of(method.getClass());
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < signature.parameters().size(); i++) {
            Signature.Slot slot = signature.parameters().get(i);
            Object value = component(method, i);
            if (value instanceof Map<?, ?> patterns) {
                patterns.forEach((pattern, chain) -> arguments.add(value(pattern) + "=" + value(chain)));
            } else if (!isDefault(value, slot)) {
                arguments.add(slot.name() + "=" + value(value));
            }
        }
        return signature.name() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
    }

    private static Object component(Record method, int i) {
        try {
            var accessor = method.getClass().getRecordComponents()[i].getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read the parameters of " + method, e);
        }
    }

    private static boolean isDefault(Object value, Signature.Slot slot) {
        String text = slot.defaultText();
        if (text == null) {
            return false;
        }
        return value instanceof Double number && !text.isEmpty()
                ? number == (text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text))
                : text.equals(value(value));
    }

    private static String value(Object value) {
        if (value instanceof Double number) {
            return Numbers.format(number);
        } else if (value instanceof Chain chain) {
            return of(chain);
        } else if (value instanceof Method method) {
            return of(method);
        } else if (value instanceof Glob || value instanceof String) {
            return '"' + value.toString() + '"';
        } else if (value instanceof Enum<?> constant) {
            return Names.snake(constant.name());
        } else if (value instanceof Number number && isEndless(number)) {
            return "inf";
        }
        return String.valueOf(value);
    }

    /** How {@code inf} is kept in a whole number. */
    private static boolean isEndless(Number number) {
        return number.longValue() == (number instanceof Integer ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }
}
