package io.steadygrad.app;

/** A failure whose message says all there is to say; it is not the input's fault. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
