package io.steadygrad.app;

import io.steadygrad.study.Cell;
import io.steadygrad.study.Difference;
import io.steadygrad.study.Rerun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rerun showed, for people and for programs. */
final class RerunAccount {
    private static final int MOST_LISTED = 12;

    private RerunAccount() {}

    static List<String> lines(Rerun rerun, Terminal terminal) {
        Cell cell = rerun.trial().cell();
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("rerun of trial " + rerun.id()) + ": " + cell.workload() + ", " + cell.method() + " ("
                + cell.expression() + "), " + cell.optimizer() + ", seed "
                + rerun.trial().seed() + ", " + rerun.recorded().status().text() + " after "
                + Words.count(rerun.recorded().steps(), "step"));
        String compared = String.format(Locale.ROOT, "%,d numbers compared bit by bit", rerun.numbers());
        if (rerun.identical()) {
            lines.add(terminal.bold("identical") + ": " + compared + ": " + String.join("; ", rerun.compared()));
        } else {
            Difference first = rerun.differences().get(0);
            lines.add(terminal.bold("different") + ": first " + first.quantity()
                    + (first.step() == null ? "" : " at step " + first.step()) + ", recorded " + text(first.recorded())
                    + ", now " + text(first.now()));
            lines.add(compared + " (" + String.join("; ", rerun.compared()) + "); "
                    + rerun.differences().size()
                    + (rerun.differences().size() == 1 ? " quantity differs:" : " quantities differ:"));
            Columns columns = new Columns("lrrll").add("quantity", "places", "first at step", "recorded", "now");
            rerun.differences().stream()
                    .limit(MOST_LISTED)
                    .forEach(each -> columns.add(
                            each.quantity(),
                            String.valueOf(each.count()),
                            each.step() == null ? "-" : String.valueOf(each.step()),
                            text(each.recorded()),
                            text(each.now())));
            lines.addAll(columns.lines());
            if (rerun.differences().size() > MOST_LISTED) {
                lines.add("... and " + (rerun.differences().size() - MOST_LISTED) + " more; --json lists all");
            }
        }
        if (rerun.changes().isEmpty()) {
            lines.add("versions, machine and git state are those of the record");
        } else {
            lines.add("not as when it was recorded:");
            for (Rerun.Change change : rerun.changes()) {
                lines.add("  " + change.name() + ": " + told(change.recorded()) + ", today " + told(change.today()));
            }
        }
        return lines;
    }

    private static String told(@Nullable String value) {
        return value == null ? "unknown" : value;
    }

    /** Doubles with all their digits. */
    private static String text(@Nullable Object value) {
        return value == null || value.equals(Double.NaN) || value.equals(Float.NaN) ? "none" : value.toString();
    }

    /** What is not finite is null. */
    static String json(Rerun rerun) {
        Cell cell = rerun.trial().cell();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("formatVersion", 1);
        json.put("trial", rerun.id());
        json.put("workload", cell.workload());
        json.put("method", cell.method());
        json.put("expression", cell.expression());
        json.put("optimizer", cell.optimizer());
        json.put("seed", rerun.trial().seed());
        json.put("status", rerun.recorded().status().text());
        json.put("steps", rerun.recorded().steps());
        json.put("identical", rerun.identical());
        json.put("compared", rerun.compared());
        json.put("comparedNumbers", rerun.numbers());
        json.put(
                "firstDifference",
                rerun.identical() ? null : json(rerun.differences().get(0)));
        json.put(
                "differences",
                rerun.differences().stream().map(RerunAccount::json).toList());
        json.put(
                "changes",
                rerun.changes().stream()
                        .map(change -> {
                            Map<String, Object> told = new LinkedHashMap<>();
                            told.put("name", change.name());
                            told.put("recorded", change.recorded());
                            told.put("today", change.today());
                            return told;
                        })
                        .toList());
        return Json.text(json);
    }

    private static Map<String, Object> json(Difference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", difference.step());
        json.put("quantity", difference.quantity());
        json.put("recorded", finite(difference.recorded()));
        json.put("now", finite(difference.now()));
        json.put("places", difference.count());
        return json;
    }

    private static @Nullable Object finite(@Nullable Object value) {
        return value instanceof Number number && !Double.isFinite(number.doubleValue()) ? null : value;
    }
}
