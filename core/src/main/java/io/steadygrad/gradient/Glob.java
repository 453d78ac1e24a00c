package io.steadygrad.gradient;

import java.util.regex.Pattern;

/** A pattern over full names: {@code *} stands for any characters, {@code ?} for one; everything else for itself. */
public record Glob(String text) {
    public Glob {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A pattern must not be empty; \"*\" matches every name");
        }
    }

    /** The pattern itself; every non-empty text is one. */
    public static Glob parse(String text) {
        return new Glob(text);
    }

    public boolean matches(String name) {
        StringBuilder regex = new StringBuilder();
        for (char c : text.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
