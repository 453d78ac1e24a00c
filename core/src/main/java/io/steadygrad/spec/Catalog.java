package io.steadygrad.spec;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All things of one kind that users can name in text (methods, optimizers, initializers, ...), each made from a
 * {@link Signature}. It turns a {@link Call} into the thing, with errors that point at the column and suggest the nearest
 * name.
 *
 * @param <T> what the catalogue makes
 */
public final class Catalog<T> {
    private final String kind;
    private final Class<T> type;
    private final Map<String, Signature> signatures = new TreeMap<>();
    private final Map<String, List<String>> chapters = new LinkedHashMap<>();
    private final Conversion conversion = new Conversion();
    private String chapter = "";

    private Catalog(String kind, Class<T> type) {
        this.kind = kind;
        this.type = type;
    }

    /** An empty catalogue; {@code kind} is the word for its things in messages: "method", "optimizer". */
    public static <T> Catalog<T> of(String kind, Class<T> type) {
        return new Catalog<>(kind, type);
    }

    /** Begins a chapter: what is added from here on belongs to it, until the next one begins. */
    public Catalog<T> chapter(String title) {
        chapter = title;
        return this;
    }

    /** Adds a record under its own name in snake_case. */
    @SuppressWarnings("unchecked")
    public Catalog<T> add(Class<? extends T> record) {
        return add(Signature.of((Class<? extends Record>) record));
    }

    /** Adds a public static factory of a class under its own name in snake_case. */
    public Catalog<T> add(Class<?> owner, String factory) {
        return add(Arrays.stream(owner.getMethods())
                .filter(method -> method.getName().equals(factory) && Modifier.isStatic(method.getModifiers()))
                .findFirst()
                .map(Signature::of)
                .orElseThrow(() -> new IllegalStateException(owner + " has no public factory '" + factory + "'")));
    }

    /** Adds one signature; a name can be taken only once. */
    public Catalog<T> add(Signature signature) {
        Signature other = signatures.putIfAbsent(signature.name(), signature);
        if (other != null) {
            throw new IllegalArgumentException("Two " + kind + "s are called '" + signature.name() + "': "
                    + other.owner() + " and " + signature.owner() + "; rename one");
        }
        chapters.computeIfAbsent(chapter, title -> new ArrayList<>()).add(signature.name());
        return this;
    }

    /** Teaches the catalogue to make parameters of one more type from an argument's value. */
    public Catalog<T> convert(Class<?> parameterType, Function<Value, Object> from) {
        conversion.add(parameterType, from);
        return this;
    }

    /** In alphabetical order. */
    public Set<String> names() {
        return signatures.keySet();
    }

    /** The names of each chapter, in the order they were added; one chapter without a title where none was begun. */
    public Map<String, List<String>> chapters() {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        chapters.forEach((title, names) -> copy.put(title, List.copyOf(names)));
        return copy;
    }

    /** The signature under a name; fails with the nearest valid name. */
    public Signature signature(String name, int column) {
        Signature signature = signatures.get(name);
        if (signature == null) {
            throw new ExpressionException(
                    "There is no " + kind + " '" + name + "'" + Names.suggestion(name, signatures.keySet()), column);
        }
        return signature;
    }

    /** Makes the thing that one call means. */
    public T make(Call call) {
        Signature signature = signature(call.name(), call.column());
        Map<String, Call.Argument> given = assign(signature, call);
        @Nullable Object[] values = new @Nullable Object[signature.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            Signature.Slot slot = signature.parameters().get(i);
            Call.Argument argument = given.get(slot.name());
            values[i] = argument == null ? conversion.ofDefault(slot) : conversion.of(argument, slot, call.name());
        }
        try {
            return type.cast(signature.make(values));
        } catch (ExpressionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ExpressionException(call.name() + ": " + e.getMessage(), call.column());
        }
    }

    /** The same call with every given argument named, in the signature's order: how reports write it. */
    public Call named(Call call) {
        Signature signature = signature(call.name(), call.column());
        Map<String, Call.Argument> given = assign(signature, call);
        List<Call.Argument> arguments = new ArrayList<>();
        for (Signature.Slot slot : signature.parameters()) {
            Call.Argument argument = given.get(slot.name());
            if (argument != null && argument.value() instanceof Value.Patterns patterns) {
                arguments.addAll(patterns.arguments());
            } else if (argument != null) {
                arguments.add(new Call.Argument(
                        slot.name(), false, Conversion.written(argument.value(), slot), argument.column()));
            }
        }
        return new Call(call.name(), List.copyOf(arguments), call.column());
    }

    /** The same call with every parameter written out, defaults too: what decides the numbers. */
    public Call resolved(Call call) {
        Signature signature = signature(call.name(), call.column());
        Map<String, Call.Argument> given = assign(signature, call);
        List<Call.Argument> arguments = new ArrayList<>();
        for (Signature.Slot slot : signature.parameters()) {
            Call.Argument argument = given.get(slot.name());
            Value value = argument == null ? Conversion.defaultValue(slot) : argument.value();
            if (value instanceof Value.Patterns patterns) {
                arguments.addAll(patterns.arguments());
                continue;
            }
            arguments.add(new Call.Argument(slot.name(), false, Conversion.written(value, slot), call.column()));
        }
        return new Call(call.name(), List.copyOf(arguments), call.column());
    }

    /** The same call with one parameter set, added where it was not given. */
    public Call with(Call call, String parameter, Value value) {
        Signature signature = signature(call.name(), call.column());
        Map<String, Call.Argument> given = assign(signature, call);
        given.put(parameter, new Call.Argument(parameter, false, value, call.column()));
        List<Call.Argument> arguments = new ArrayList<>();
        given.values().forEach(argument -> {
            if (argument.value() instanceof Value.Patterns patterns) {
                arguments.addAll(patterns.arguments());
            } else {
                arguments.add(new Call.Argument(keyOf(argument, given), false, argument.value(), argument.column()));
            }
        });
        return named(new Call(call.name(), List.copyOf(arguments), call.column()));
    }

    private static String keyOf(Call.Argument argument, Map<String, Call.Argument> given) {
        return given.entrySet().stream()
                .filter(entry -> entry.getValue() == argument)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** Names of the parameters of a call. */
    public List<String> parameters(Call call) {
        return signature(call.name(), call.column()).parameters().stream()
                .map(Signature.Slot::name)
                .toList();
    }

    private Map<String, Call.Argument> assign(Signature signature, Call call) {
        List<String> names =
                signature.parameters().stream().map(Signature.Slot::name).toList();
        Map<String, Call.Argument> given = new LinkedHashMap<>();
        int position = 0;
        boolean named = false;
        for (Call.Argument argument : call.arguments()) {
            String key = argument.key();
            if (argument.quotedKey()) {
                addPattern(signature, argument, given);
                named = true;
                continue;
            }
            if (key == null) {
                if (named) {
                    throw new ExpressionException(
                            call.name() + ": an argument without a name cannot follow a named one", argument.column());
                }
                if (position == names.size()) {
                    throw new ExpressionException(
                            signature + " takes " + count(names.size()) + ", not more", argument.column());
                }
                key = names.get(position++);
            } else {
                named = true;
                if (!names.contains(key)) {
                    throw new ExpressionException(
                            signature + " has no parameter '" + key + "'" + Names.suggestion(key, names),
                            argument.column());
                }
            }
            if (given.put(key, argument) != null) {
                throw new ExpressionException(call.name() + ": '" + key + "' is given twice", argument.column());
            }
        }
        for (Signature.Slot slot : signature.parameters()) {
            if (slot.required() && !given.containsKey(slot.name())) {
                throw new ExpressionException(
                        call.name() + " needs '" + slot.written() + "': " + signature, call.column());
            }
        }
        return given;
    }

    private static void addPattern(Signature signature, Call.Argument argument, Map<String, Call.Argument> given) {
        Signature.Slot slot = signature.parameters().stream()
                .filter(each -> each.type() == Map.class)
                .findFirst()
                .orElseThrow(() -> new ExpressionException(
                        signature + " takes no \"pattern\"=value arguments", argument.column()));
        List<Call.Argument> all = new ArrayList<>();
        Call.Argument before = given.get(slot.name());
        if (before != null && before.value() instanceof Value.Patterns patterns) {
            all.addAll(patterns.arguments());
        }
        all.add(argument);
        given.put(
                slot.name(),
                new Call.Argument(slot.name(), false, new Value.Patterns(List.copyOf(all)), argument.column()));
    }

    private static String count(int parameters) {
        return switch (parameters) {
            case 0 -> "no argument";
            case 1 -> "one argument";
            default -> parameters + " arguments";
        };
    }

    @Override
    public String toString() {
        return kind + "s " + Arrays.toString(signatures.keySet().toArray());
    }
}
