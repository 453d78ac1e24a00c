package io.steadygrad.replay;

/** A method asked for what the trace cannot tell; caught where the method's name is known. */
final class MissingStatistic extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message completes the sentence "METHOD needs ..." */
    MissingStatistic(String message) {
        super(message);
    }
}
