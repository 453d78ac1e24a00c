package io.steadygrad.spec;

import java.util.List;
import java.util.stream.Collectors;

/** The value of an argument in an expression. */
public sealed interface Value {

    /**
     * A number; {@code inf} is one.
     *
     * @param whole whether it is written without a fraction
     */
    record Number(double value, boolean whole) implements Value {
        public Number(double value) {
            this(value, false);
        }

        @Override
        public String toString() {
            return whole && Math.abs(value) < 0x1p53 ? Long.toString((long) value) : Numbers.format(value);
        }
    }

    /** Text in double quotes. */
    record Text(String text) implements Value {
        @Override
        public String toString() {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    /** A name, a call, or several joined by bars. */
    record Calls(List<Call> calls) implements Value {
        @Override
        public String toString() {
            return calls.stream().map(Call::toString).collect(Collectors.joining(" | "));
        }
    }

    /** All arguments of a call whose key is a quoted pattern, in order. */
    record Patterns(List<Call.Argument> arguments) implements Value {
        @Override
        public String toString() {
            return arguments.stream().map(Call.Argument::toString).collect(Collectors.joining(", "));
        }
    }
}
