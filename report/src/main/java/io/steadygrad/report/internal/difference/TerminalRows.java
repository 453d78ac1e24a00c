package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.view.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The configurations that differ, as cells of a short table for a terminal. */
final class TerminalRows {

    static final List<String> HEAD =
            List.of("configuration", "reached A", "reached B", "median A", "median B", "p (Holm)", "verdict");

    private static final int MOST = 20;

    private TerminalRows() {}

    /** The surest differences first; a last row counts what is left out. */
    static List<List<String>> of(RunDifference two, Verdicts verdicts) {
        List<CellPair> pairs = two.cells().stream()
                .filter(pair -> !pair.identical())
                .sorted(Comparator.comparingDouble(pair -> p(verdicts.of(pair))))
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (CellPair pair : pairs.subList(0, Math.min(MOST, pairs.size()))) {
            Gains gains = verdicts.of(pair);
            Double holm = gains.holm();
            rows.add(List.of(
                    pair.a().workload() + " \u00b7 " + pair.a().label()
                            + (pair.changes().isEmpty() ? "" : " (" + String.join("; ", pair.changes()) + ")"),
                    pair.a().outcome().reached() + " of " + pair.a().outcome().n(),
                    pair.b().outcome().reached() + " of " + pair.b().outcome().n(),
                    median(pair.a().outcome().median()),
                    median(pair.b().outcome().median()),
                    holm == null ? "-" : Words.number(holm),
                    gains.verdict()));
        }
        if (pairs.size() > MOST) {
            rows.add(List.of("and " + (pairs.size() - MOST) + " more on the page", "", "", "", "", "", ""));
        }
        return rows;
    }

    private static String median(double median) {
        return Double.isFinite(median) ? Words.number(median) : Double.isNaN(median) ? "-" : "diverged";
    }

    private static double p(Gains gains) {
        Double holm = gains.holm();
        return holm == null ? 2 : holm;
    }
}
