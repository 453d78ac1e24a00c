package io.steadygrad.report;

import io.steadygrad.report.internal.difference.Difference;
import io.steadygrad.report.internal.run.RunReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Two runs of a study beside each other: trials of the same identity with identical or different numbers, configurations that both have
 * with a paired test, what only one has, what differs in their environments and study files.
 *
 * @param page {@code comparison.html} in the first run's directory: one file that opens offline and makes no request
 * @param sentences the comparison in words
 * @param table configurations that differ, the head first; the head alone when none does
 */
public record TwoRuns(Path page, List<String> sentences, List<List<String>> table) {

    /**
     * Compares two runs from their {@code summary.json} and {@code study.yaml}, and writes the page.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} when a directory has no readable summary.json, or when the two have no
     * workload and method in common.
     */
    public static TwoRuns write(Path first, Path second) throws IOException {
        Difference difference = Difference.of(RunReader.read(first), RunReader.read(second));
        Path page = HtmlFile.write(first.resolve("comparison.html"), difference.html());
        return new TwoRuns(page, difference.sentences(), difference.table());
    }
}
