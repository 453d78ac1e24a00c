package io.steadygrad.report;

import io.steadygrad.report.card.Cards;
import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Png;
import io.steadygrad.report.internal.drawing.Svg;
import io.steadygrad.report.internal.figure.Gallery;
import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.RunReader;
import io.steadygrad.report.internal.run.TraceDirectory;
import io.steadygrad.report.internal.view.ReportView;
import io.steadygrad.report.internal.view.ReportViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes {@code figures/*.png} and {@code *.svg} of a run, for papers and slides: overview, and per workload verdict, curves,
 * layers, control, map, optimizers, inputs; when runs diverged; and for each verdict on the runs' health what shows it.
 *
 * <p>Reads the same files as {@link Report} and is as forgiving. <b>Errors.</b> {@link IllegalArgumentException} when the
 * directory has no readable summary.json; {@link NoFontException} when PNG is asked for on a machine without fonts; the SVG
 * files are complete then.
 */
public final class Figures {

    private Figures() {}

    /** Writes all figures in the given formats; returns the files written. */
    public static List<Path> write(Path runDirectory, Set<Format> formats) throws IOException {
        Run run = RunReader.read(runDirectory);
        TraceDirectory traces = new TraceDirectory(runDirectory);
        ReportView view = ReportViews.of(run, traces);
        Cards cards = Cards.of(view.cases());
        Map<String, Drawing> figures = Gallery.of(view, cards, CardPictures.of(cards, run, traces));
        Path directory = Files.createDirectories(runDirectory.resolve("figures"));
        List<Path> written = new ArrayList<>();
        // SVG first: it needs nothing of the machine.
        for (Format format : List.of(Format.SVG, Format.PNG)) {
            if (!formats.contains(format)) {
                continue;
            }
            Throwable missing = format == Format.PNG ? Png.missingFont() : null;
            if (missing != null) {
                throw new NoFontException(missing);
            }
            for (Map.Entry<String, Drawing> figure : figures.entrySet()) {
                Path file = directory.resolve(figure.getKey() + "." + format.ending());
                byte[] content = switch (format) {
                    case PNG -> Png.of(figure.getValue());
                    case SVG -> Svg.of(figure.getValue()).getBytes(StandardCharsets.UTF_8);
                };
                written.add(Files.write(file, content));
            }
        }
        return written;
    }
}
