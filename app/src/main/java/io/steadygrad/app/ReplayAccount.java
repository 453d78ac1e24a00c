package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.replay.Replay;
import io.steadygrad.replay.ReplayedStep;
import java.util.ArrayList;
import java.util.List;

/** A replay on one trial, in full: when the method engages, by how much, and which thresholds the run's norms suggest. */
final class ReplayAccount {
    private static final int LISTED = 8;

    private ReplayAccount() {}

    static List<String> of(MethodExpression method, RecordedTrial trial, Replay replay, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add("trial " + trial.id() + ": " + trial.workload() + ", ran with " + trial.method() + " ("
                + trial.expression() + "), " + trial.optimizer() + ", seed " + trial.seed() + ", " + trial.status());
        lines.add("");
        lines.addAll(facts(replay));
        lines.add("");
        lines.addAll(NormPicture.of(replay.steps(), Terminal.helpWidth() - 4));
        lines.add("");
        lines.add(terminal.bold("norms of the run, finite and above 0"));
        lines.addAll(percentiles(replay));
        if (!replay.suggestions().isEmpty()) {
            lines.add("");
            lines.add(terminal.bold("thresholds, as percentiles of the " + Words.count(replay.healthy(), "healthy step")
                    + " (finite, above 0, no spike)"));
            lines.addAll(ReplayColumns.thresholds(replay.suggestions()));
            if (trial.diverged()) {
                lines.add(
                        "  The run diverged: the steps that led there are among these. Better take a threshold from a run"
                                + " that did not.");
            }
        }
        // of a single method, the numbers say why it engages
        boolean reasons = method.calls().size() > 1;
        listed("first engaged", replay.engaged(), reasons, lines, terminal);
        listed("first rejected", replay.rejected(), true, lines, terminal);
        return lines;
    }

    private static List<String> facts(Replay replay) {
        Columns columns = new Columns("ll");
        List<ReplayedStep> engaged = replay.engaged();
        int steps = replay.steps().size();
        columns.add(
                "engaged",
                engaged.size() + " of " + Words.count(steps, "step") + " ("
                        + Words.percent(replay.engagedFraction()) + ")"
                        + (engaged.isEmpty()
                                ? ""
                                : ", first at step " + engaged.get(0).step() + ", last at step "
                                        + engaged.get(engaged.size() - 1).step()));
        if (!engaged.isEmpty()) {
            columns.add(
                    "factor",
                    Double.isNaN(replay.strength(50))
                            ? "unknown: what single entries lose, norms do not tell"
                            : "median " + ReplayColumns.number(replay.strength(50)) + ", least "
                                    + ReplayColumns.number(replay.strength(0)) + ", greatest "
                                    + ReplayColumns.number(replay.strength(100)) + " at the engaged steps");
        }
        columns.add(
                "rejected",
                Words.count(replay.rejected().size(), "step")
                        + (replay.gaveUp()
                                ? "; the run would have ended at step "
                                        + replay.steps().get(steps - 1).step()
                                : ""));
        return columns.lines();
    }

    private static List<String> percentiles(Replay replay) {
        Columns columns = new Columns("r".repeat(1 + replay.percentiles().size()));
        List<String> head = new ArrayList<>(List.of("  percentile"));
        List<String> values = new ArrayList<>(List.of("  norm"));
        replay.percentiles().forEach((percent, value) -> {
            head.add(Integer.toString(percent));
            values.add(ReplayColumns.number(value));
        });
        return columns.add(head.toArray(new String[0]))
                .add(values.toArray(new String[0]))
                .lines();
    }

    private static void listed(
            String what, List<ReplayedStep> steps, boolean reasons, List<String> lines, Terminal terminal) {
        if (steps.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(terminal.bold(what + (steps.size() > LISTED ? ", " + LISTED + " of " + steps.size() : "")));
        Columns columns =
                new Columns("rrrrrl").add("  step", "norm", "after", "factor", "threshold", reasons ? "reason" : "");
        for (ReplayedStep step : steps.subList(0, Math.min(LISTED, steps.size()))) {
            columns.add(
                    "  " + step.step(),
                    ReplayColumns.number(step.normBefore()),
                    ReplayColumns.number(step.normAfter()),
                    ReplayColumns.number(step.strength()),
                    ReplayColumns.number(step.threshold()),
                    reasons ? step.reason() : "");
        }
        lines.addAll(columns.lines());
    }
}
