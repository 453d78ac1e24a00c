package io.steadygrad.study;

/**
 * One training run, completely determined.
 *
 * @param id SHA-256 of the content: 64 hexadecimal digits; the same numbers, the same id
 * @param content everything that decides the numbers, as canonical JSON
 */
public record Trial(Cell cell, long seed, String id, String content) {

    /** The id as it stands in files: its first 12 digits. */
    public String shortId() {
        return id.substring(0, 12);
    }

    /** Steps that the budget allows. */
    public long budgetSteps() {
        return cell.variant().budgetSteps();
    }
}
