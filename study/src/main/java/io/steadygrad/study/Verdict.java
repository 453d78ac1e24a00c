package io.steadygrad.study;

import java.util.Collection;
import java.util.Locale;

/** What the results say about an expectation or a claim. */
public enum Verdict {
    /** It held wherever it was tested. */
    SUPPORTED,
    /** It held nowhere. */
    REFUTED,
    /** It held here and not there. */
    MIXED,
    /** There are no results to tell. */
    UNKNOWN;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The verdict on a claim from those on its expectations: one failure spoils "supported", one success spoils "refuted". */
    static Verdict of(Collection<Verdict> parts) {
        if (parts.isEmpty() || parts.stream().allMatch(UNKNOWN::equals)) {
            return UNKNOWN;
        }
        if (parts.stream().allMatch(SUPPORTED::equals)) {
            return SUPPORTED;
        }
        if (parts.stream().allMatch(REFUTED::equals)) {
            return REFUTED;
        }
        return parts.stream().allMatch(part -> part == SUPPORTED || part == UNKNOWN) ? UNKNOWN : MIXED;
    }
}
