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

    /** Whether both may train in one stack: the same workload, told to be stacked, whatever method, optimizer and seed. */
    public boolean stacksWith(Trial other) {
        Workload own = cell.variant();
        Workload others = other.cell().variant();
        return own.settings().stack() && (own == others || own.content().equals(others.content()));
    }

    /** Steps that it trains at most. */
    public long budgetSteps() {
        return until == null ? cell.variant().budgetSteps() : until;
    }
}
