package io.steadygrad.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of JSON as a safetensors header may hold: objects, arrays, texts and whole numbers, strictly. Errors are
 * {@link FormatException}s with the place in the text.
 */
final class FlatJson {
    private static final int DEEPEST = 8;

    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /** The object that a text is, white space around it allowed. */
    static Map<String, Object> object(String text) {
        FlatJson json = new FlatJson(text);
        json.skipSpace();
        Map<String, Object> object = json.readObject(0);
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.unexpected("the end of the header");
        }
        return object;
    }

    /** A text with what JSON wants around it and in front of its special characters. */
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private Map<String, Object> readObject(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        if (next('}')) {
            return object;
        }
        do {
            skipSpace();
            String name = readText();
            skipSpace();
            expect(':');
            if (object.put(name, readValue(depth + 1)) != null) {
                throw new FormatException("its header has '" + name + "' twice");
            }
        } while (next(','));
        expect('}');
        return object;
    }

    private Object readValue(int depth) {
        skipSpace();
        char c = at < text.length() ? text.charAt(at) : 0;
        if (depth > DEEPEST) {
            throw unexpected("no more nesting");
        }
        if (c == '{') {
            return readObject(depth);
        } else if (c == '[') {
            return readArray(depth);
        } else if (c == '"') {
            return readText();
        }
        return readNumber();
    }

    private List<Object> readArray(int depth) {
        List<Object> array = new ArrayList<>();
        expect('[');
        if (next(']')) {
            return array;
        }
        do {
            array.add(readValue(depth + 1));
        } while (next(','));
        expect(']');
        return array;
    }

    private Long readNumber() {
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || (at == from && text.charAt(at) == '-'))) {
            at++;
        }
        try {
            return Long.parseLong(text.substring(from, at));
        } catch (NumberFormatException e) {
            at = from;
            throw unexpected("a whole number");
        }
    }

    private String readText() {
        expect('"');
        StringBuilder read = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                at--;
                throw unexpected("a text");
            }
            read.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return read.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int end = Math.min(text.length(), at + 4);
                String digits = text.substring(at, end);
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw unexpected("four hexadecimal digits");
                }
                at = end;
                yield (char) Integer.parseInt(digits, 16);
            }
            default -> {
                at--;
                throw unexpected("an escape");
            }
        };
    }

    private boolean next(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (at >= text.length() || text.charAt(at) != wanted) {
            throw unexpected("'" + wanted + "'");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private FormatException unexpected(String wanted) {
        return new FormatException("its header is no JSON: at character " + (at + 1) + " of " + text.length()
                + " there should be " + wanted + (at < text.length() ? ", not '" + text.charAt(at) + "'" : ""));
    }
}
