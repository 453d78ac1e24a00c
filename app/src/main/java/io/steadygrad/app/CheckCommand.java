package io.steadygrad.app;

import io.steadygrad.study.Study;
import io.steadygrad.study.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        Study study = Studies.read(file, spec.commandLine().getErr());
        Map<String, List<Trial>> byWorkload = new LinkedHashMap<>();
        for (Trial trial : study.trials()) {
            byWorkload
                    .computeIfAbsent(trial.cell().workload(), name -> new ArrayList<>())
                    .add(trial);
        }
        out.println(file + " is valid: study '" + study.name() + "', "
                + Words.count(study.trials().size(), "trial") + ", "
                + Words.count(byWorkload.size(), "workload") + ", "
                + Words.count(study.methods().size(), "method"));
        out.flush();

        OptionalLong before = memory("VmRSS:");
        double seconds = 0;
        long disk = 0;
        for (Map.Entry<String, List<Trial>> entry : byWorkload.entrySet()) {
            List<Trial> trials = entry.getValue();
            Probe probe = Probe.of(trials.get(0));
            long steps = trials.stream().mapToLong(Trial::budgetSteps).sum();
            seconds += steps * probe.secondsPerStep();
            disk += trials.size() * probe.traceBytes();
            out.println(String.format(
                    Locale.ROOT,
                    "  %s: %s of %s, %s a step",
                    entry.getKey(),
                    Words.count(trials.size(), "trial"),
                    Words.count(trials.get(0).budgetSteps(), "step"),
                    Words.brief(probe.secondsPerStep())));
            out.flush();
        }
        int used = Math.min(workers.count(), study.trials().size());
        out.println("time    about " + Words.duration(Duration.ofMillis(Math.round(1000 * seconds / used))) + " with "
                + Words.count(used, "worker") + " (evaluations and report come on top)");
        OptionalLong peak = memory("VmHWM:");
        if (before.isPresent() && peak.isPresent()) {
            long each = Math.max(0, peak.getAsLong() - before.getAsLong());
            out.println("memory  about " + Words.bytes(before.getAsLong() + used * each));
        }
        out.println("disk    at most " + Words.bytes(disk) + " of traces");
        return Exit.DONE;
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
