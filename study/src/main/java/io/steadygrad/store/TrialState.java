package io.steadygrad.store;

import java.util.Locale;

/** What has become of a trial. */
public enum TrialState {
    /** Not yet run. */
    WAITING,
    /** Leased by an owner. */
    RUNNING,
    /** Trained to the end of its budget. */
    COMPLETED,
    /** Loss or weights became non-finite, or the guard gave up: a result. */
    DIVERGED,
    /** Interrupted by the user; runs again from its start. */
    STOPPED,
    /** The trial threw; its reason is kept, and it runs again when the study does. */
    FAILED;

    /** Whether the trial need never run again. */
    public boolean isFinal() {
        return this == COMPLETED || this == DIVERGED;
    }

    /** As it stands in files: {@code completed}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TrialState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
