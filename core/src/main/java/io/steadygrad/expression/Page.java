package io.steadygrad.expression;

import io.steadygrad.method.Chain;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read about one method, optimizer or schedule, taken from its record and the Javadoc there: so it is
 * written once. In texts, code stands between backticks.
 *
 * @param name as expressions write it
 * @param heading the name with its parameters and defaults
 * @param origin where the text is written
 * @param parameters in the order of the record
 * @param summary the first sentences
 * @param detail further sentences that have no title; may be empty
 * @param formula the equations, several lines; empty where there are none
 * @param sections Edges, Cost, Source, Differs, in the order of the text
 * @param example an expression; empty where there is none
 */
public record Page(
        String name,
        String heading,
        Class<?> origin,
        List<Parameter> parameters,
        String summary,
        String detail,
        String formula,
        Map<String, String> sections,
        String example) {

    /**
     * One line of the table of parameters.
     *
     * @param type in words; empty for a word that stands for itself, such as a scope
     * @param defaultText as a user would write it; null where a value is required
     */
    public record Parameter(
            String name, String type, @Nullable String defaultText, String meaning) {}

    /** The page of the record or factory behind a signature. */
    public static Page of(Signature signature) {
        Javadoc text = Javadoc.of(signature.maker());
        Class<?> origin = signature.maker().getDeclaringClass();
        List<String> javaNames = signature.maker() instanceof Method factory
                ? Arrays.stream(factory.getParameters())
                        .map(java.lang.reflect.Parameter::getName)
                        .toList()
                : Arrays.stream(origin.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList();
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < javaNames.size(); i++) {
            Signature.Slot slot = signature.parameters().get(i);
            parameters.add(new Parameter(
                    slot.written(),
                    words(slot.type()),
                    slot.defaultText(),
                    text.parameters().getOrDefault(javaNames.get(i), "")));
        }
        return of(signature.name(), signature.toString(), origin, List.copyOf(parameters), text);
    }

    /** The page of a type that stands in expressions, such as the norms; the constants of an enum stand as its parameters. */
    public static Page of(String name, Class<?> type) {
        List<Parameter> constants = Javadoc.constants(type).entrySet().stream()
                .map(constant -> new Parameter(Names.snake(constant.getKey()), "", null, constant.getValue()))
                .toList();
        return of(name, name, type, type.isEnum() ? constants : List.of(), Javadoc.of(type));
    }

    private static Page of(String name, String heading, Class<?> origin, List<Parameter> parameters, Javadoc text) {
        Map<String, String> sections = new LinkedHashMap<>(text.sections());
        String example = sections.remove("Example");
        return new Page(
                name,
                heading,
                origin,
                parameters,
                text.summary(),
                text.detail(),
                text.formula(),
                sections,
                example == null ? "" : example.replace("`", ""));
    }

    private static String words(Class<?> type) {
        if (type == double.class) {
            return "number";
        }
        if (type == int.class || type == long.class) {
            return "whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Map.class) {
            return "chains by pattern";
        }
        if (type.isEnum() && type.getEnclosingClass() != null) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> Names.snake(((Enum<?>) constant).name()))
                    .collect(Collectors.joining(", "));
        }
        return type == String.class ? "text" : type == Chain.class ? "chain" : Names.snake(type.getSimpleName());
    }
}
