package io.steadygrad.spec;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A name with arguments as it stands in an expression: {@code clip_by_norm(1, scope=layer)}.
 *
 * @param column where it starts in the text, from 1
 */
public record Call(String name, List<Argument> arguments, int column) {

    /**
     * One argument.
     *
     * @param key its name, or null where it is meant by position
     * @param quotedKey whether the key was written as a quoted pattern
     */
    public record Argument(@Nullable String key, boolean quotedKey, Value value, int column) {
        @Override
        public String toString() {
            if (key == null) {
                return value.toString();
            }
            return (quotedKey ? new Value.Text(key).toString() : key) + "=" + value;
        }
    }

    /**
     * Reads {@code name(args) | name(args) | ...}.
     *
     * @return at least one call
     * @throws ExpressionException where the text does not follow the grammar
     */
    public static List<Call> parseChain(String text) {
        return new CallParser(text).chain();
    }

    /** Reads exactly one call. */
    public static Call parse(String text) {
        List<Call> chain = parseChain(text);
        if (chain.size() > 1) {
            throw new ExpressionException(
                    "One name was expected here, not a chain with '|'",
                    chain.get(1).column());
        }
        return chain.get(0);
    }

    @Override
    public String toString() {
        return arguments.isEmpty()
                ? name
                : name + arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
