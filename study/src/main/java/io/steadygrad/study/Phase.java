package io.steadygrad.study;

import java.util.Locale;

/** What a trial is for. */
public enum Phase {
    /** To choose a setting, by validation data; its test metrics are never kept. */
    TUNING,
    /** A result. */
    FINAL;

    /** As it stands in files: {@code tuning}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
