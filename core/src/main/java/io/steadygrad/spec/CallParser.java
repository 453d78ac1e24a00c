package io.steadygrad.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Recursive descent over the grammar
 *
 * <pre>
 * chain    = call {"|" call}
 * call     = name ["(" [argument {"," argument}] ")"]
 * argument = [key "="] value          key   = name | string
 * value    = number | inf | string | chain
 * </pre>
 */
final class CallParser {
    private final String text;
    private int at;

    CallParser(String text) {
        this.text = text;
    }

    List<Call> chain() {
        skipSpace();
        if (at == text.length()) {
            throw error("An expression is empty; 'identity' is the one that does nothing");
        }
        List<Call> calls = calls();
        if (at < text.length()) {
            throw error("Unexpected '" + text.charAt(at) + "' after a complete expression");
        }
        return calls;
    }

    private List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        do {
            calls.add(call());
        } while (accept('|'));
        return List.copyOf(calls);
    }

    private Call call() {
        skipSpace();
        int start = at;
        String name = name();
        List<Call.Argument> arguments = new ArrayList<>();
        if (accept('(')) {
            if (!accept(')')) {
                do {
                    arguments.add(argument());
                } while (accept(','));
                if (!accept(')')) {
                    throw error(
                            at < text.length()
                                    ? "Expected ',' or ')' but found '" + text.charAt(at) + "'"
                                    : "'" + name + "(' is never closed; a ')' is missing");
                }
            }
        }
        return new Call(name, List.copyOf(arguments), start + 1);
    }

    private Call.Argument argument() {
        skipSpace();
        int start = at;
        refuseSingleQuote();
        if (peek('"')) {
            String string = string();
            if (accept('=')) {
                return new Call.Argument(string, true, value(), start + 1);
            }
            return new Call.Argument(null, false, new Value.Text(string), start + 1);
        }
        if (at < text.length() && isNameStart(text.charAt(at))) {
            String name = name();
            if (accept('=')) {
                return new Call.Argument(name, false, value(), start + 1);
            }
            at = start;
        }
        return new Call.Argument(null, false, value(), start + 1);
    }

    private Value value() {
        skipSpace();
        if (at == text.length()) {
            throw error("A value is missing at the end");
        }
        refuseSingleQuote();
        if (peek('"')) {
            return new Value.Text(string());
        }
        char c = text.charAt(at);
        if (Character.isDigit(c) || c == '-' || c == '+' || c == '.') {
            return new Value.Number(number());
        }
        int start = at;
        List<Call> calls = calls();
        Call only = calls.get(0);
        if (calls.size() == 1 && only.arguments().isEmpty()) {
            switch (only.name()) {
                case "inf", "infinity" -> {
                    return new Value.Number(Double.POSITIVE_INFINITY);
                }
                case "nan" -> {
                    at = start;
                    throw error("'nan' is not a number that anything can be set to");
                }
                default -> {}
            }
        }
        return new Value.Calls(calls);
    }

    private double number() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String written = text.substring(start, at);
        switch (written) {
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "+inf", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            default -> {}
        }
        // Java also takes '1f', '1d' and hexadecimal floats; users do not mean them.
        if (!written.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?")) {
            at = start;
            throw error("'" + written + "' is not a number");
        }
        return Double.parseDouble(written);
    }

    private void refuseSingleQuote() {
        if (at < text.length() && text.charAt(at) == '\'') {
            throw error("Use double quotes (\") around a text; single ones have no meaning here");
        }
    }

    private String string() {
        int start = at;
        at++;
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            string.append(text.charAt(at++));
        }
        if (at == text.length()) {
            at = start;
            throw error("A quoted text is never closed; a '\"' is missing");
        }
        at++;
        return string.toString();
    }

    private String name() {
        skipSpace();
        int start = at;
        if (at < text.length() && isNameStart(text.charAt(at))) {
            while (at < text.length() && (isNameStart(text.charAt(at)) || Character.isDigit(text.charAt(at)))) {
                at++;
            }
        }
        if (at == start) {
            throw error(
                    at < text.length()
                            ? "A name was expected, not '" + text.charAt(at) + "'"
                            : "A name is missing at the end");
        }
        return text.substring(start, at);
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private boolean accept(char c) {
        skipSpace();
        if (peek(c)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean peek(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private ExpressionException error(String message) {
        return new ExpressionException(message, at + 1);
    }
}
