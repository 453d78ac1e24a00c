package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells in words what the traces of a workload show: the uncontrolled gradient by depth, where it broke, how often each control
 * bit, and what that changed. Every sentence is a reading of numbers in the data; causes are left to the reader.
 */
final class CaseAnalysis {

    private static final double FADES = 1e-2;
    private static final double ZERO_WORTH_TELLING = 0.05;
    private static final double GROWS = 10;

    private final Case one;
    private final Map<String, TraceFacts> facts;
    private final List<String> paragraphs = new ArrayList<>();

    private CaseAnalysis(Case one, Map<String, TraceFacts> facts) {
        this.one = one;
        this.facts = facts;
    }

    static List<String> of(Case one, Map<String, TraceFacts> facts) {
        CaseAnalysis analysis = new CaseAnalysis(one, facts);
        List<Cell> cells = one.baselineCells();
        Cell plain = plain(cells);
        if (plain != null) {
            analysis.byDepth(plain);
            analysis.breaking(plain);
        }
        analysis.paragraphs.addAll(SameSeed.of(one, facts));
        analysis.control(cells, plain);
        return List.copyOf(analysis.paragraphs);
    }

    /** The uncontrolled method if there is one, else the first. */
    static @Nullable Cell plain(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.expression().startsWith("identity")
                        || cell.method().equals("plain"))
                .findFirst()
                .orElse(cells.isEmpty() ? null : cells.get(0));
    }

    private void byDepth(Cell plain) {
        Trial trial = Representative.of(plain, one.metric());
        if (trial == null) {
            return;
        }
        TraceFacts fact = facts.get(trial.id());
        if (fact == null || fact.layers().size() < 2) {
            return;
        }
        int smallest = -1;
        int largest = -1;
        double[] typical = fact.typical();
        for (int i = 0; i < typical.length; i++) {
            if (!Double.isNaN(typical[i])) {
                smallest = smallest < 0 || typical[i] < typical[smallest] ? i : smallest;
                largest = largest < 0 || typical[i] > typical[largest] ? i : largest;
            }
        }
        if (smallest < 0) {
            return;
        }
        String start = "In the median run of `" + plain.label() + "` (seed " + trial.seed() + "), ";
        double ratio = typical[0] / typical[typical.length - 1];
        if (typical[largest] == 0) {
            paragraphs.add(start + "the gradient of every layer was typically exactly zero.");
            return;
        }
        String extremes =
                "the typical gradient norm was largest in `" + fact.layers().get(largest) + "` ("
                        + Words.number(typical[largest]) + ") and smallest in `"
                        + fact.layers().get(smallest) + "` ("
                        + Words.number(typical[smallest]) + ")";
        if (typical[smallest] > 0) {
            extremes += ", a ratio of " + Words.number(typical[largest] / typical[smallest]);
        }
        String depth = ".";
        if (Double.isFinite(ratio) && ratio < FADES) {
            depth = ratio == 0
                    ? "; nothing of the output's gradient arrived at the first layer."
                    : "; from the output back to the first layer it faded by a factor of " + Words.number(1 / ratio)
                            + ".";
        } else if (Double.isFinite(ratio) && ratio > 1 / FADES) {
            depth = "; from the output back to the first layer it grew by a factor of " + Words.number(ratio) + ".";
        }
        paragraphs.add(start + extremes + depth + silent(fact));
    }

    /** Layers that got no gradient at all for a while. */
    private static String silent(TraceFacts fact) {
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < fact.zero().length; i++) {
            if (fact.zero()[i] >= ZERO_WORTH_TELLING) {
                silent.add("`" + fact.layers().get(i) + "` at " + Words.percent(fact.zero()[i]));
            }
        }
        return silent.isEmpty()
                ? ""
                : " Exactly zero, as with saturated or dead units, was the gradient of " + Words.list(silent, 6)
                        + " of its recorded steps.";
    }

    private void breaking(Cell plain) {
        long diverged = plain.count(Status.DIVERGED);
        int n = plain.outcome().n();
        if (diverged == 0) {
            TraceFacts fact = median(plain);
            if (fact != null && fact.largest() > 0) {
                double peak = fact.largest() / fact.median();
                paragraphs.add(
                        "No run of `" + plain.label() + "` diverged; in its median run the global norm had a median of "
                                + Words.number(fact.median()) + " and a peak of " + Words.number(fact.largest())
                                + (peak > 1.5 ? ", " + Words.number(peak) + " times that." : "."));
            }
            return;
        }
        Trial first = plain.trials().stream()
                .filter(trial -> trial.status() == Status.DIVERGED && trial.divergedAtStep() != null)
                .min(Comparator.comparing(CaseAnalysis::divergedAt))
                .orElse(null);
        String sentence = diverged + " of " + Words.count(n, "run") + " of `" + plain.label() + "` diverged";
        if (first == null) {
            paragraphs.add(sentence + ".");
            return;
        }
        sentence += (diverged == 1 ? " at step " : ", the first at step ") + first.divergedAtStep() + " (seed "
                + first.seed() + ")";
        TraceFacts fact = facts.get(first.id());
        if (fact != null && fact.largest() > GROWS * fact.firstNorm()) {
            sentence += "; its gradient norm rose from " + Words.number(fact.firstNorm()) + " to "
                    + Words.number(fact.largest());
        }
        if (fact != null && fact.firstBadLayer() != null) {
            sentence += "; its gradient was first seen non-finite at step " + fact.firstBadStep() + " in `"
                    + fact.firstBadLayer() + "`";
        }
        paragraphs.add(sentence + ".");
    }

    private void control(List<Cell> cells, @Nullable Cell plain) {
        List<String> busy = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        List<String> rescued = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell == plain) {
                continue;
            }
            double engaged = cell.outcome().engaged();
            if (engaged > 0) {
                busy.add("`" + cell.label() + "` at " + Words.percent(engaged));
            } else if (engaged == 0) {
                idle.add("`" + cell.label() + "`");
            }
            if (plain != null
                    && plain.count(Status.DIVERGED) > 0
                    && cell.outcome().n() > 0
                    && cell.count(Status.DIVERGED) == 0) {
                rescued.add("`" + cell.label() + "`");
            }
        }
        if (!busy.isEmpty()) {
            paragraphs.add(
                    "The control changed the gradient (share of steps, median over runs): " + Words.list(busy, 12) + "."
                            + (idle.isEmpty() ? "" : " It never had to: " + Words.list(idle, 12) + "."));
        }
        if (!rescued.isEmpty()) {
            paragraphs.add("Without a diverged run where `" + (plain == null ? "" : plain.label()) + "` had some: "
                    + Words.list(rescued, 12) + ".");
        }
    }

    private @Nullable TraceFacts median(Cell cell) {
        Trial trial = Representative.of(cell, one.metric());
        return trial == null ? null : facts.get(trial.id());
    }

    private static long divergedAt(Trial trial) {
        Long step = trial.divergedAtStep();
        return step == null ? Long.MAX_VALUE : step;
    }
}
