package io.steadygrad.initializer;

import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The initializers by name, and how text becomes one of them. A new one needs its record and one line here. */
public final class Initializers {
    private static final Map<String, Signature> BY_NAME = byName(
            HeUniform.class,
            HeNormal.class,
            GlorotUniform.class,
            GlorotNormal.class,
            LecunUniform.class,
            LecunNormal.class,
            PytorchUniform.class,
            Uniform.class,
            Normal.class,
            TruncatedNormal.class,
            Orthogonal.class,
            Sparse.class,
            Constant.class,
            Zeros.class);

    private Initializers() {}

    @SafeVarargs
    private static Map<String, Signature> byName(Class<? extends Record>... types) {
        Map<String, Signature> signatures = new LinkedHashMap<>();
        for (Class<? extends Record> type : types) {
            Signature signature = Signature.of(type);
            signatures.put(signature.name(), signature);
        }
        return signatures;
    }

    /** All of them with their parameters and defaults, in the order of documentation. */
    public static List<Signature> signatures() {
        return List.copyOf(BY_NAME.values());
    }

    /** {@code name}, {@code name()}, {@code name(value, other=value)}: values by position first, then by name. */
    static Initializer parse(String text) {
        String trimmed = text.strip();
        int open = trimmed.indexOf('(');
        if (open >= 0 && !trimmed.endsWith(")")) {
            throw new IllegalArgumentException("The initializer '" + text + "' must end with a closing bracket");
        }
        String name = (open < 0 ? trimmed : trimmed.substring(0, open)).strip();
        Signature signature = BY_NAME.get(name);
        if (signature == null) {
            throw new IllegalArgumentException("An initializer must be one of " + String.join(", ", BY_NAME.keySet())
                    + ", not '" + name + "'" + Names.suggestion(name, BY_NAME.keySet()));
        }
        String inside = open < 0
                ? ""
                : trimmed.substring(open + 1, trimmed.length() - 1).strip();
        return (Initializer) signature.make(values(signature, inside));
    }

    private static @Nullable Object[] values(Signature signature, String inside) {
        List<Signature.Slot> slots = signature.parameters();
        @Nullable String[] texts = new @Nullable String[slots.size()];
        boolean named = false;
        String[] arguments = inside.isEmpty() ? new String[0] : inside.split(",", -1);
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            named |= equals >= 0;
            if (named && equals < 0) {
                throw new IllegalArgumentException("In '" + signature.name() + "(" + inside
                        + ")' a value without a name follows one with a name: name it, too");
            }
            int slot = named
                    ? slotNamed(signature, arguments[i].substring(0, equals).strip())
                    : i;
            if (slot >= slots.size()) {
                throw new IllegalArgumentException(
                        signature + " takes " + slots.size() + " values, not " + arguments.length);
            }
            if (texts[slot] != null) {
                throw new IllegalArgumentException("'" + slots.get(slot).name() + "' is given twice in '"
                        + signature.name() + "(" + inside + ")'");
            }
            texts[slot] = arguments[i].substring(equals + 1).strip();
        }
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            String given = texts[i];
            values[i] =
                    value(signature, slots.get(i), given == null ? slots.get(i).defaultText() : given);
        }
        return values;
    }

    private static int slotNamed(Signature signature, String name) {
        List<String> names =
                signature.parameters().stream().map(Signature.Slot::name).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("The initializer " + signature + " has no parameter '" + name + "'"
                    + Names.suggestion(name, names));
        }
        return index;
    }

    private static Object value(Signature signature, Signature.Slot slot, @Nullable String text) {
        String where = "'" + slot.name() + "' of the initializer " + signature.name();
        if (text == null) {
            throw new IllegalArgumentException(where + " must be given");
        }
        try {
            if (slot.type() == int.class) {
                return Integer.parseInt(text);
            } else if (slot.type() == double.class) {
                return Double.parseDouble(text);
            } else {
                return Fan.valueOf(text.toUpperCase(Locale.ROOT));
            }
        } catch (NumberFormatException e) {
            String kind = slot.type() == int.class ? "a whole number" : "a number";
            throw new IllegalArgumentException(where + " must be " + kind + ", not '" + text + "'", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " must be 'in' or 'out', not '" + text + "'", e);
        }
    }
}
