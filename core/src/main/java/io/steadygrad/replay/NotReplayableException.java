package io.steadygrad.replay;

/** A chain cannot be replayed on a trace; the message names the method and what the trace lacks. */
public final class NotReplayableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NotReplayableException(String message) {
        super(message);
    }
}
