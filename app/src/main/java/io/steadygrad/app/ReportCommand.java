package io.steadygrad.app;

import io.steadygrad.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run again, from what the run left in its directory. */
@Command(name = "report", description = "Write the report and the figures of a run again, finished or not.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The run's directory, runs/ and the study's name by default.")
    private Path directory;

    @Option(
            names = "--figures",
            paramLabel = "FORMATS",
            defaultValue = FigureFormats.BOTH,
            converter = FigureFormats.Converter.class,
            description = "Formats of the figures: png, svg or both (default: ${DEFAULT-VALUE}).")
    private FigureFormats figures;

    @SuppressWarnings("NullAway.Init")
    ReportCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("there is no directory '" + directory + "'; `steady run` makes one");
        }
        Path report = Report.write(directory);
        spec.commandLine().getOut().println("report: " + report);
        figures.write(directory, spec.commandLine().getOut(), spec.commandLine().getErr());
        return Exit.DONE;
    }
}
