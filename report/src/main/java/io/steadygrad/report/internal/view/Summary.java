package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The run in a few sentences. */
final class Summary {

    /** Beyond this many the table at a glance says it better than sentences. */
    private static final int MOST_WORKLOADS = 6;

    private Summary() {}

    static List<String> of(Run run, List<Case> cases) {
        int trials = run.trials().size();
        if (trials == 0) {
            return List.of(
                    "No trial has finished yet: there is nothing to report. Run the study again; it resumes where it stopped.");
        }
        List<String> sentences = new ArrayList<>();
        long diverged = count(run, Status.DIVERGED);
        sentences.add(Words.count(trials, "trial") + " on " + Words.count(cases.size(), "workload") + " with "
                + Words.count(run.methods().size(), "method") + ".");
        sentences.add(divergence(run, cases, diverged));
        long unfinished = trials - count(run, Status.COMPLETED) - diverged;
        if (unfinished > 0) {
            sentences.add(Words.count(unfinished, "trial") + " did not run to an end (" + count(run, Status.STOPPED)
                    + " stopped, " + count(run, Status.FAILED) + " failed); they count nowhere.");
        }
        if (run.methods().size() > 1 && cases.size() <= MOST_WORKLOADS) {
            cases.forEach(one -> sentences.add(best(one)));
        }
        return sentences;
    }

    private static String divergence(Run run, List<Case> cases, long diverged) {
        if (diverged == 0) {
            return "None diverged.";
        }
        if (diverged == run.trials().size()) {
            return "All of them diverged: the loss or a parameter became non-finite in every run.";
        }
        Map<String, Long> byMethod = new LinkedHashMap<>();
        for (Case one : cases) {
            for (Cell cell : one.cells()) {
                byMethod.merge(cell.method(), cell.count(Status.DIVERGED), Long::sum);
            }
        }
        String worst = byMethod.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(3)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        long never = byMethod.values().stream().filter(count -> count == 0).count();
        return diverged + " of them diverged (most often: " + worst + ")"
                + (never == 0 ? "." : "; " + Words.count(never, "method") + " never did.");
    }

    private static String best(Case one) {
        List<Cell> cells = one.baselineCells().stream()
                .filter(cell -> cell.outcome().n() > 0)
                .toList();
        String name = one.workload().name();
        if (cells.isEmpty()) {
            return "On " + name + " no run has ended.";
        }
        if (one.workload().target() != null) {
            double rate = cells.stream()
                    .mapToDouble(cell -> cell.outcome().rate())
                    .max()
                    .orElse(0);
            List<Cell> top =
                    cells.stream().filter(cell -> cell.outcome().rate() == rate).toList();
            if (rate == 0) {
                return "On " + name + " no method reached the target ("
                        + one.metric().words() + " " + one.workload().target().limit() + ").";
            }
            String who = top.size() == cells.size()
                    ? "every method"
                    : Words.list(top.stream().map(Cell::label).toList(), 4);
            return "On " + name + " " + who + " reached the target in "
                    + (rate == 1
                            ? "every run."
                            : top.get(0).outcome().reached() + " of "
                                    + top.get(0).outcome().n() + " runs.");
        }
        Comparator<Cell> byMedian =
                Comparator.comparingDouble(cell -> cell.outcome().median());
        Cell best = cells.stream()
                .filter(cell -> Double.isFinite(cell.outcome().median()))
                .max(one.metric().higherIsBetter() ? byMedian : byMedian.reversed())
                .orElse(null);
        return best == null
                ? "On " + name + " most runs of every method diverged."
                : "On " + name + " the best median " + one.metric().words() + " was "
                        + Words.number(best.outcome().median()) + ", with " + best.label() + ".";
    }

    private static long count(Run run, Status status) {
        return run.trials().stream().filter(trial -> trial.status() == status).count();
    }
}
