package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells the two runs that stand beside each other: same seed, so same initial weights and same batches, without control and with
 * it. Which layer left its size first, how the norm ran before and after the control, how often it bit, how each run ended.
 */
final class SameSeed {

    private SameSeed() {}

    /** A paragraph, or two; none where the runs have no traces. */
    static List<String> of(Case one, Map<String, TraceFacts> facts) {
        List<String> paragraphs = new ArrayList<>();
        List<Trial> pair = SideBySide.trials(one);
        boolean same = pair.size() == 2 && pair.get(0).seed() == pair.get(1).seed();
        for (int i = 0; i < pair.size(); i++) {
            Trial trial = pair.get(i);
            TraceFacts fact = facts.get(trial.id());
            if (fact == null || !Double.isFinite(fact.firstNorm())) {
                continue;
            }
            String who = i == 0
                    ? "Seed " + trial.seed() + " under `" + label(one, trial) + "`: "
                    : (same ? "The same seed under `" : "Seed " + trial.seed() + " under `") + label(one, trial)
                            + "`: ";
            paragraphs.add(who + run(trial, fact) + "; " + end(one, trial) + ".");
        }
        return paragraphs;
    }

    private static String run(Trial trial, TraceFacts fact) {
        List<String> parts = new ArrayList<>();
        boolean flat = fact.largest() < 1.5 * fact.firstNorm();
        parts.add(
                flat
                        ? "the gradient norm began at " + Words.number(fact.firstNorm())
                                + " and never rose much above that"
                        : "the gradient norm began at " + Words.number(fact.firstNorm()) + " and peaked at "
                                + Words.number(fact.largest()) + " at step " + fact.largestStep());
        Onset onset = fact.onset();
        if (onset.grown() != null) {
            parts.add(
                    "the first layer to grow a hundredfold was `" + onset.grown() + "`, at step " + onset.grownStep());
        }
        if (onset.faded() != null) {
            parts.add("the first to fall below a thousandth of its start was `" + onset.faded() + "`, at step "
                    + onset.fadedStep());
        }
        if (fact.firstBadLayer() != null) {
            parts.add("the gradient was first not finite in `" + fact.firstBadLayer() + "`, at step "
                    + fact.firstBadStep());
        }
        if (fact.engaged() > 0) {
            parts.add("the control bit at " + Words.percent(fact.engaged()) + " of the steps, first at step "
                    + fact.firstEngaged() + ", and let no norm above " + Words.number(fact.largestAfter())
                    + " through");
        }
        if (trial.rejectedSteps() > 0) {
            parts.add(Words.count(trial.rejectedSteps(), "step") + (trial.rejectedSteps() == 1 ? " was" : " were")
                    + " rejected");
        }
        return String.join("; ", parts);
    }

    private static String end(Case one, Trial trial) {
        if (trial.status() == Status.DIVERGED) {
            return "the run diverged" + (trial.divergedAtStep() == null ? "" : " at step " + trial.divergedAtStep());
        }
        double value = trial.metric(one.metric().name());
        String end = "final " + one.metric().words() + " " + Words.number(value);
        if (one.metric().bound() != null) {
            Long steps = trial.stepsToTarget();
            end += trial.reachedTarget()
                    ? ", target reached" + (steps == null ? "" : " (first at step " + steps + ")")
                    : ", target missed";
        }
        return trial.status() == Status.COMPLETED
                ? end
                : end + ", " + trial.status().word();
    }

    private static String label(Case one, Trial trial) {
        return one.cells().stream()
                .filter(cell -> cell.trials().contains(trial))
                .map(Cell::label)
                .findFirst()
                .orElse(trial.method());
    }
}
