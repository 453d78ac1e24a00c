package io.steadygrad.health;

/**
 * One attempt to cure a run.
 *
 * @param remedy what was done, by name ({@code roll_back})
 * @param symptom that it was meant to cure
 * @param step after which it was done, counted from 1; 0 before the first
 * @param from the step whose state training went on from; equal to {@code step} where nothing was taken back
 * @param kept false where the outcome did not improve and it was undone
 * @param detail what was changed, in one sentence with its numbers
 * @param before training loss before the remedy, NaN where it was not finite
 * @param after training loss at the end of its trial; NaN where it was not finite or is not known
 */
public record Repair(
        String remedy,
        Symptom symptom,
        long step,
        long from,
        boolean kept,
        String detail,
        double before,
        double after) {}
