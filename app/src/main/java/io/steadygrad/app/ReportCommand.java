package io.steadygrad.app;

import io.steadygrad.report.Report;
import io.steadygrad.report.TwoRuns;
import io.steadygrad.study.StudyRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run again, from what the run left in its directory; or compares two runs. */
@Command(
        name = "report",
        description =
                "Write the report and the figures of a run again, finished or not; or compare two runs of a study.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunArgument run;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR2",
            description = "A second run to compare with the first: writes comparison.html into DIR.")
    private @Nullable Path other;

    @Option(
            names = "--figures",
            paramLabel = "FORMATS",
            defaultValue = FigureFormats.BOTH,
            converter = FigureFormats.Converter.class,
            description = "Formats of the figures (of one run): png, svg or both (default: ${DEFAULT-VALUE}).")
    private FigureFormats figures;

    @SuppressWarnings("NullAway.Init")
    ReportCommand() {}

    @Override
    public Integer call() throws IOException {
        Path directory = run.directory();
        summarize(directory);
        if (other != null) {
            summarize(other);
            return compare(other);
        }
        Path report = Report.write(directory);
        spec.commandLine().getOut().println("report: " + report);
        figures.write(directory, spec.commandLine().getOut(), spec.commandLine().getErr());
        return Exit.DONE;
    }

    private Integer compare(Path second) throws IOException {
        TwoRuns two = TwoRuns.write(run.directory(), second);
        PrintWriter out = spec.commandLine().getOut();
        out.println("A: " + run.directory());
        out.println("B: " + second);
        two.sentences().forEach(out::println);
        if (two.table().size() > 1) {
            Columns columns = new Columns("lrrrrrl");
            two.table().forEach(row -> columns.add(row.toArray(String[]::new)));
            out.println();
            columns.lines().forEach(out::println);
            out.println();
        }
        out.println("comparison: " + two.page());
        return Exit.DONE;
    }

    /** From the store where there is one; else, and where the study can no longer be read, the summary stays as it is. */
    private void summarize(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("there is no directory '" + directory + "'; `steady run` makes one");
        }
        if (!Files.exists(directory.resolve("steadygrad.db"))) {
            return;
        }
        try {
            StudyRunner.summarize(directory);
        } catch (IllegalArgumentException e) {
            if (!Files.exists(directory.resolve("summary.json"))) {
                throw new IllegalArgumentException(
                        "the study of this run can no longer be read, and there is no summary.json to fall back on:\n"
                                + e.getMessage(),
                        e);
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            err.println("note: the results in the store could not be put together again; the report shows the"
                    + " summary.json of the last run that ended");
            err.flush();
        }
    }
}
