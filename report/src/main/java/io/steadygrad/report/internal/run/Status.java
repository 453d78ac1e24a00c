package io.steadygrad.report.internal.run;

import java.util.Locale;

/** How a trial ended. */
public enum Status {
    COMPLETED,
    DIVERGED,
    STOPPED,
    FAILED,
    /** Not ended, or a word that this version does not know. */
    OTHER;

    /** The status named in a summary. */
    public static Status of(String text) {
        for (Status status : values()) {
            if (status.name().equalsIgnoreCase(text)) {
                return status;
            }
        }
        return OTHER;
    }

    /** The word that summary.json uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
