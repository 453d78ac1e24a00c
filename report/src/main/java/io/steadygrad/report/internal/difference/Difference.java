package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.page.Page;
import io.steadygrad.report.internal.run.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two runs compared, ready to be written.
 *
 * @param html the whole page
 * @param table the head, and a row for each configuration that differs
 */
public record Difference(String html, List<String> sentences, List<List<String>> table) {

    /** @throws IllegalArgumentException when the runs have no workload and method in common */
    public static Difference of(Run a, Run b) throws IOException {
        RunDifference two = RunDifference.of(a, b);
        Verdicts verdicts = new Verdicts(two);
        List<List<String>> table = new ArrayList<>(List.of(TerminalRows.HEAD));
        table.addAll(TerminalRows.of(two, verdicts));
        return new Difference(
                Page.ofTwoRuns(a.study() + ", two runs", DifferenceData.of(two, verdicts)),
                verdicts.sentences(),
                table);
    }
}
