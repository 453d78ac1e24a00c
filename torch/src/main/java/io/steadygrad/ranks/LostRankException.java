package io.steadygrad.ranks;

import org.jspecify.annotations.Nullable;

/** Another rank no longer answers: its process ended, its host is away, or it takes longer than the group's patience. */
public final class LostRankException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LostRankException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
