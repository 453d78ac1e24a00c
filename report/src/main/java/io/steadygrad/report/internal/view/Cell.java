package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.List;
import java.util.SortedMap;

/**
 * One configuration of one method on one workload, with all its runs (one per seed).
 *
 * @param label the method, with its own hyperparameters where they vary on this workload
 * @param family the optimizer without what a search chose of it
 * @param chosen in words, what a search chose for the method; empty without a search
 * @param standard the method as the study writes it, not a variant that a grid adds
 * @param setting what surrounds the method: optimizer, inputs, other hyperparameters; index into the workload's settings
 */
public record Cell(
        int id,
        String workload,
        String method,
        String label,
        String expression,
        String optimizer,
        String family,
        String inputs,
        SortedMap<String, String> hyperparameters,
        String chosen,
        int setting,
        boolean standard,
        List<Trial> trials,
        Outcome outcome) {

    /** How many of its runs ended this way. */
    public long count(Status status) {
        return trials.stream().filter(trial -> trial.status() == status).count();
    }
}
