package io.steadygrad.app;

import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.report.card.Cards;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what the runs of a study suffer from, diagnosed again from what they recorded. */
@Command(
        name = "diagnose",
        description =
                "Say what recorded runs suffer from: symptom, first bad layer and step, cause, and what to change.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the runs were diagnosed, whatever was found",
            "2:there is no such run or trial, or nothing in it to diagnose; the message says why"
        })
final class DiagnoseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunArgument run;

    @Option(names = "--trial", paramLabel = "ID", description = "One trial; the beginning of its id is enough.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print JSON, with every sick trial's numbers.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    DiagnoseCommand() {}

    @Override
    public Integer call() throws IOException {
        Path directory = run.directory();
        if (Files.isRegularFile(directory)) {
            return diagnose(directory);
        }
        List<RecordedTrial> trials = run.trials();
        String meant = id == null ? "" : RecordedTrial.find(trials, id).id();
        Cards cards = Cards.again(directory, meant);
        if (cards.runs() == 0) {
            throw new IllegalArgumentException(
                    id == null
                            ? "no result of '" + directory + "' came to an end yet, so there is nothing to diagnose"
                            : "trial " + meant
                                    + " is no result that came to an end (it only chose a setting, was stopped or"
                                    + " failed), so there is nothing to diagnose");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(CardJson.of(cards));
            out.flush();
            return Exit.DONE;
        }
        CardLines.of(cards, directory, Terminal.OUT, Terminal.helpWidth()).forEach(out::println);
        return Exit.DONE;
    }

    /** One trace, which a program may have recorded, too. */
    private Integer diagnose(Path file) throws IOException {
        if (id != null || json) {
            throw new IllegalArgumentException(
                    "'" + file + "' is a file: --trial and --json are for the directory of a run");
        }
        Trace trace = TraceFile.read(file);
        List<Diagnosis> found = Health.diagnose(trace);
        PrintWriter out = spec.commandLine().getOut();
        if (found.isEmpty()) {
            out.println("nothing is wrong in " + Words.count(trace.steps().size(), "step"));
        }
        for (Diagnosis each : found) {
            out.printf(
                    Locale.ROOT,
                    "%s at step %d%s (%s, confidence %.2f): %s%n",
                    each.symptom(),
                    each.step(),
                    each.layer() == null ? "" : ", first in " + each.layer(),
                    each.isVerdict() ? "verdict" : "hint",
                    each.confidence(),
                    each.finding());
            out.println("  " + each.advice());
        }
        return Exit.DONE;
    }
}
