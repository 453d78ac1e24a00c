package io.steadygrad.formats;

/** A file is missing or not what it should be; the message names the file, the array in it, and what was found there. */
public final class FormatException extends IllegalArgumentException {

    public FormatException(String message) {
        super(message);
    }

    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
