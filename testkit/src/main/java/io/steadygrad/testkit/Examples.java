package io.steadygrad.testkit;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Norm;
import io.steadygrad.method.Chain;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Settings of the methods of the catalogue, made from their signatures: one with nothing but what is required, and one for
 * each other choice that a parameter has (a scope, a norm, yes or no, the shortest warm-up), the rest as by default.
 */
public final class Examples {
    private static final String CLIP = "clip_by_global_norm(1)";
    private static final List<String> NORMS = List.of("l1", "linf", "rms", "lp(0.5)");

    private Examples() {}

    /** Of every method, aliases and users' own included. */
    public static Stream<String> ofCatalogue() {
        return MethodCatalog.methods().names().stream().flatMap(Examples::of);
    }

    /**
     * Of one method.
     *
     * @throws IllegalArgumentException when it refuses the values that are tried for what it requires
     */
    public static Stream<String> of(String name) {
        Signature signature = MethodCatalog.methods().signature(name, 1);
        List<String> required = required(signature);
        Set<String> examples = new LinkedHashSet<>();
        examples.add(MethodExpression.parse(call(name, required)).toString());
        for (Signature.Slot slot : signature.parameters()) {
            if (!slot.required()) {
                List<String> made = new ArrayList<>();
                for (String value : choices(slot)) {
                    if (!value.equals(slot.defaultText())) {
                        List<String> arguments = new ArrayList<>(required);
                        arguments.add(slot.name() + "=" + value);
                        made.addAll(valid(call(name, arguments)));
                    }
                }
                // Of whole numbers, the least that is allowed says enough.
                examples.addAll(isWhole(slot) ? made.subList(0, Math.min(1, made.size())) : made);
            }
        }
        return examples.stream();
    }

    private static List<String> valid(String expression) {
        try {
            return List.of(MethodExpression.parse(expression).toString());
        } catch (IllegalArgumentException refused) {
            return List.of();
        }
    }

    private static String call(String name, List<String> arguments) {
        return arguments.isEmpty() ? name : name + "(" + String.join(", ", arguments) + ")";
    }

    /** Numbers rise from one to the next, so that a lower bound comes before an upper one. */
    private static List<String> required(Signature signature) {
        List<String> arguments = new ArrayList<>();
        for (Signature.Slot slot : signature.parameters()) {
            if (slot.required()) {
                arguments.add(
                        slot.type() == Map.class
                                ? "\"*.weight\"=" + CLIP
                                : slot.name() + "=" + value(slot, arguments.size()));
            }
        }
        return arguments;
    }

    private static String value(Signature.Slot slot, int place) {
        if (slot.type() == Chain.class) {
            return CLIP;
        }
        if (slot.type() == double.class) {
            return String.valueOf(0.5 * (1 << place));
        }
        return isWhole(slot)
                ? String.valueOf(2 + place)
                : choices(slot).stream().findFirst().orElse("1");
    }

    private static boolean isWhole(Signature.Slot slot) {
        return slot.type() == int.class || slot.type() == long.class;
    }

    private static List<String> choices(Signature.Slot slot) {
        if (slot.type().isEnum()) {
            return Arrays.stream(slot.type().getEnumConstants())
                    .map(constant -> Names.snake(((Enum<?>) constant).name()))
                    .toList();
        }
        if (slot.type() == Norm.class) {
            return NORMS;
        }
        if (slot.type() == boolean.class) {
            return List.of("true", "false");
        }
        if (isWhole(slot)) {
            return IntStream.rangeClosed(1, 8).mapToObj(Integer::toString).collect(Collectors.toList());
        }
        return List.of();
    }
}
