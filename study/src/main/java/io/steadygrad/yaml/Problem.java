package io.steadygrad.yaml;

/**
 * One thing that is wrong, or doubtful, in a file.
 *
 * @param file as the user named it
 * @param warning true when the file can be used all the same
 * @param message what must hold, what was found, what to change
 */
public record Problem(String file, Place place, boolean warning, String message) {

    /** {@code file:line:column: message}, as compilers write it. */
    @Override
    public String toString() {
        return file + ":" + place.line() + ":" + place.column() + ": " + (warning ? "warning: " : "") + message;
    }
}
