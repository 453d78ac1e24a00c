package io.steadygrad.study;

import org.jspecify.annotations.Nullable;

/**
 * One training run, completely determined.
 *
 * @param until the step after which it ends, where that is before its budget is spent: it is the beginning of the whole run,
 *     with the same numbers
 * @param id SHA-256 of the content: 64 hexadecimal digits; the same numbers, the same id
 * @param content everything that decides the numbers, as canonical JSON
 */
public record Trial(
        Cell cell, long seed, Phase phase, @Nullable Long until, String id, String content) {
    /** Digits of an id in files. */
    static final int SHORT = 12;

    /** A trial that is a result, trained to the end of its budget. */
    public Trial(Cell cell, long seed, String id, String content) {
        this(cell, seed, Phase.FINAL, null, id, content);
    }

    /** The id as it stands in files: its first 12 digits. */
    public String shortId() {
        return id.substring(0, SHORT);
    }

    /** Steps that it trains at most. */
    public long budgetSteps() {
        return until == null ? cell.variant().budgetSteps() : until;
    }
}
