package io.steadygrad.app;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.study.Forecast;
import io.steadygrad.study.Study;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with a study, or what it will cost: each workload is trained for a moment to find out. */
@Command(
        name = "check",
        description = "Check a study: what is wrong with it, or how many trials it has and what they will cost.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STUDY.yaml", description = "The study.")
    private Path file;

    @Option(
            names = "--workers",
            paramLabel = "N|auto",
            defaultValue = Workers.AUTO,
            converter = Workers.Converter.class,
            description = "Trials that would train side by side (default: ${DEFAULT-VALUE}).")
    private Workers workers;

    @SuppressWarnings("NullAway.Init")
    CheckCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Study study = Studies.read(file, false, spec.commandLine().getErr());
        List<Forecast> workloads = study.forecast();
        long trials = workloads.stream().mapToLong(Forecast::trials).sum();
        out.println(file + " is valid: study '" + study.name() + "', "
                + Words.count(trials, "trial") + ", "
                + Words.count(workloads.size(), "workload") + ", "
                + Words.count(study.methods().size(), "method"));
        out.flush();

        OptionalLong before = memory("VmRSS:");
        double seconds = 0;
        long disk = 0;
        for (Forecast workload : workloads) {
            Probe probe = Probe.of(workload.example());
            seconds += workload.steps() * probe.secondsPerStep();
            disk += workload.results() * probe.traceBytes();
            out.println(String.format(
                    Locale.ROOT,
                    "  %s: %s of %s%s, %s a step",
                    workload.name(),
                    Words.count(workload.results(), "trial"),
                    Words.count(workload.example().cell().variant().budgetSteps(), "step"),
                    workload.tuning() == 0
                            ? ""
                            : " after " + Words.count(workload.tuning(), "tuning trial") + " (at most "
                                    + workload.tuningPerSearch() + " for each method and optimizer)",
                    Words.brief(probe.secondsPerStep())));
            probe.preflight().forEach(each -> preflight(each, out));
            out.flush();
        }
        int used =
                (int) Math.min(workers.fit(study, spec.commandLine().getErr()).count(), trials);
        out.println("time    about " + Words.duration(Duration.ofMillis(Math.round(1000 * seconds / used))) + " with "
                + Words.count(used, "worker") + " (evaluations and report come on top)");
        OptionalLong peak = memory("VmHWM:");
        if (before.isPresent() && peak.isPresent()) {
            // Each worker is a process like this one.
            out.println("memory  about " + Words.bytes(before.getAsLong() + used * peak.getAsLong()));
        }
        out.println("disk    at most " + Words.bytes(disk) + " of traces");
        return Exit.DONE;
    }

    /** A verdict is what no training can mend; what only makes it harder is a hint. */
    private static void preflight(Diagnosis found, PrintWriter out) {
        String text = (found.isVerdict() ? "cannot learn: " : "hint: ") + found.finding() + "; " + found.advice();
        Words.wrapped(text, Terminal.helpWidth() - 4).forEach(line -> out.println("    " + line));
    }

    /** A line of this process's status, where the system is Linux. */
    private static OptionalLong memory(String line) {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(text -> text.startsWith(line))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException | RuntimeException unknown) {
            return OptionalLong.empty();
        }
    }
}
