package io.steadygrad.study;

import java.util.List;

/** A step that a claim speaks of, for a picture of the workload's training loss to show. */
record Mark(String workload, long step) {

    /** What a claim asks of single steps, once for each workload whose trials it means; most claims ask of none. */
    static List<Mark> of(Claim claim, List<Trial> trials) {
        return claim.expect().stream()
                .filter(expectation -> expectation.check() instanceof Check.LossLowestAt)
                .flatMap(expectation -> trials.stream()
                        .map(Trial::cell)
                        .filter(expectation.selection()::includes)
                        .map(cell -> new Mark(cell.workload(), ((Check.LossLowestAt) expectation.check()).step())))
                .distinct()
                .toList();
    }
}
