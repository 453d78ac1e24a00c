package io.steadygrad.health;

/**
 * One attempt to cure a run.
 *
 * @param remedy what was done, by name ({@code roll_back})
 * @param diagnosis of what it was meant to cure, as it was made then
 * @param step after which it was done, counted from 1; 0 before the first
 * @param from the step whose state training went on from; equal to {@code step} where nothing was taken back
 * @param kept false where the outcome did not improve and it was undone
 * @param detail what was changed, in one sentence with its numbers
 * @param before training loss before the remedy, NaN where it was not finite
 * @param after training loss at the end of its trial; NaN where it was not finite or is not known
 */
public record Repair(
        String remedy,
        Diagnosis diagnosis,
        long step,
        long from,
        boolean kept,
        String detail,
        double before,
        double after) {
    /** What it was meant to cure. */
    public Symptom symptom() {
        return diagnosis.symptom();
    }

    /** The same, kept after all. */
    public Repair keptAfterAll() {
        return new Repair(remedy, diagnosis, step, from, true, detail, before, after);
    }
}
