package io.steadygrad.yaml;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong in one file, so that a user sees all of it at once. Not thread-safe. */
public final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();
    private long errors;

    /** @param file the name that stands at the head of each message */
    public Problems(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    public void error(Place place, String message) {
        errors++;
        found.add(new Problem(file, place, false, message));
    }

    /**
     * An error with the name of what it is about in front, once: a message that begins with the name needs no other, and one
     * that begins as a sentence goes on in small letters.
     */
    public void error(Place place, String name, @Nullable String message) {
        error(place, about(name, String.valueOf(message)));
    }

    static String about(String name, String message) {
        if (message.startsWith(name + " ") || message.startsWith(name + ":")) {
            return message;
        }
        boolean sentence = message.length() > 1
                && Character.isUpperCase(message.charAt(0))
                && message.substring(1).split("[\\s']", 2)[0].matches("[a-z]*");
        return name + ": " + (sentence ? Character.toLowerCase(message.charAt(0)) + message.substring(1) : message);
    }

    public void warning(Place place, String message) {
        found.add(new Problem(file, place, true, message));
    }

    /** Whether an error was found at a place; what follows from it need not be said as well. */
    public boolean hasErrorAt(Place place) {
        return found.stream()
                .anyMatch(problem -> !problem.warning() && problem.place().equals(place));
    }

    /** Everything found so far, in the order of the file. */
    public List<Problem> all() {
        return found.stream().sorted(Comparator.comparing(Problem::place)).toList();
    }

    public List<Problem> warnings() {
        return all().stream().filter(Problem::warning).toList();
    }

    /** How often an error was reported; one that is reported again counts again, though it is listed once. */
    public long errors() {
        return errors;
    }

    /** @throws InvalidFileException when there is at least one error */
    public void throwErrors() {
        if (errors() > 0) {
            throw new InvalidFileException(all());
        }
    }
}
