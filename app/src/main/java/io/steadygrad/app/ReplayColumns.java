package io.steadygrad.app;

import io.steadygrad.replay.Suggestion;
import io.steadygrad.spec.Numbers;
import java.util.List;

/** What the short and the long account of a replay show alike. */
final class ReplayColumns {
    private ReplayColumns() {}

    /** Four digits; {@code -} where a number is not known. */
    static String number(double value) {
        return Double.isNaN(value) ? "-" : Numbers.format(value, 4);
    }

    /** Each threshold with the percentile that it is and the share of the steps that it would touch. */
    static List<String> thresholds(List<Suggestion> suggestions) {
        Columns columns = new Columns("lrr").add("  threshold", "percentile", "steps it touches");
        suggestions.forEach(each -> columns.add(
                "  " + each.method() + " " + each.parameter() + "=" + number(each.value()),
                Integer.toString((int) each.percentile()),
                Words.percent(each.share())));
        return columns.lines();
    }
}
