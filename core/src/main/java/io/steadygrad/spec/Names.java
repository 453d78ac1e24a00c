package io.steadygrad.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How names are spelled in text, and which valid name a misspelled one probably meant. */
public final class Names {
    private static final int LEAST_BEGINNING = 3;

    private Names() {}

    /** {@code maxNorm -> max_norm}, {@code L2 -> l2}, {@code default_ -> default} (a word that Java keeps for itself). */
    public static String snake(String camel) {
        StringBuilder text = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            boolean word = Character.isUpperCase(c)
                    && i > 0
                    && (Character.isLowerCase(camel.charAt(i - 1))
                            || (i + 1 < camel.length() && Character.isLowerCase(camel.charAt(i + 1))));
            if (word && camel.charAt(i - 1) != '_') {
                text.append('_');
            }
            text.append(c);
        }
        String snake = text.toString().toLowerCase(Locale.ROOT);
        return snake.endsWith("_") ? snake.substring(0, snake.length() - 1) : snake;
    }

    /**
     * The valid name nearest to what was written, when it is near enough to be a likely misspelling; or the only one that begins
     * with three or more written letters.
     */
    public static Optional<String> nearest(String written, Collection<String> valid) {
        String lower = written.toLowerCase(Locale.ROOT);
        List<String> longer = valid.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(lower))
                .distinct()
                .toList();
        if (lower.length() >= LEAST_BEGINNING && longer.size() == 1) {
            return Optional.of(longer.get(0));
        }
        return valid.stream()
                .min(Comparator.comparingInt((String name) -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> {
                    int distance = distance(lower, name.toLowerCase(Locale.ROOT));
                    return distance <= Math.max(2, Math.max(written.length(), name.length()) / 3);
                });
    }

    /** {@code " (did you mean 'x'?)"} or nothing. */
    public static String suggestion(String written, Collection<String> valid) {
        return nearest(written, valid)
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
    }

    /** Edits between two names: insertions, deletions, replacements and swaps of neighbours (Damerau, optimal alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
