package io.steadygrad.report;

import io.steadygrad.report.card.Cards;
import io.steadygrad.report.internal.page.Page;
import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.RunReader;
import io.steadygrad.report.internal.run.TraceDirectory;
import io.steadygrad.report.internal.view.ReportView;
import io.steadygrad.report.internal.view.ReportViews;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes {@code report.html}: one file that holds everything, opens offline and makes no request.
 *
 * <p>Reads {@code summary.json}, {@code study.yaml} and {@code traces/*.npz} of the run directory. Whatever is missing leaves its part
 * out: trials without traces keep their rows, a run without trials says so.
 * <b>Errors.</b> {@link IllegalArgumentException} when the directory has no readable summary.json.
 */
public final class Report {

    private Report() {}

    /**
     * Writes the report of a run, replacing an older one at once when it is complete.
     *
     * @return the file written
     */
    public static Path write(Path runDirectory) throws IOException {
        Run run = RunReader.read(runDirectory);
        TraceDirectory traces = new TraceDirectory(runDirectory);
        ReportView view = ReportViews.of(run, traces);
        Cards cards = Cards.of(view.cases());
        return HtmlFile.write(
                runDirectory.resolve("report.html"),
                Page.of(view, cards, CardPictures.of(cards, run, traces), traces.problems()));
    }
}
