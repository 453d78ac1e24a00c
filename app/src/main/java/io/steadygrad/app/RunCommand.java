package io.steadygrad.app;

import io.steadygrad.ranks.Rendezvous;
import io.steadygrad.report.Format;
import io.steadygrad.report.Report;
import io.steadygrad.report.card.Cards;
import io.steadygrad.spark.SparkTrials;
import io.steadygrad.store.PostgresStore;
import io.steadygrad.study.RunResult;
import io.steadygrad.study.Study;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrialRunner;
import io.steadygrad.worker.WorkerProcesses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs what is missing of a study, writes its report, and prints what came out. */
@Command(name = "run", description = "Run a study and write its report. Run again, it does only what is missing.")
final class RunCommand implements Callable<Integer> {
    private static final int MOST_VERDICTS = 12;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "STUDY.yaml",
            description = "The study; `steady init` writes one to start from.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go (default: runs/ and the study's name). What is there already is continued.")
    private @Nullable Path out;

    @Option(
            names = "--workers",
            paramLabel = "N|auto",
            defaultValue = Workers.AUTO,
            converter = Workers.Converter.class,
            description =
                    "Trials that train side by side, each in a process of its own; auto: as many as there are cores for their"
                            + " threads (default: ${DEFAULT-VALUE}). Fewer where memory is short.")
    private Workers workers;

    @Option(
            names = "--store",
            paramLabel = "JDBC_URL",
            description = "A PostgreSQL database that several runs of this study share, on one host or many:"
                    + " jdbc:postgresql://HOST/DATABASE. None of them trains what another one has trained. A password belongs into"
                    + " ~/.pgpass, or the whole URL into the environment variable STEADY_STORE, since everybody on this machine can"
                    + " see a command line. Without, results are kept in the run's own directory.")
    private @Nullable String store;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Train on a Spark cluster: spark://HOST:PORT, yarn, k8s://..., or local[N]. Results come to this process"
                            + " and are kept as without.")
    private @Nullable String spark;

    @Option(
            names = "--master",
            paramLabel = "HOST:PORT",
            description =
                    "Where the ranks of a trial that are on other hosts meet: an address of this host, which is rank 0. On"
                            + " each other host run `steady rank`. Trials train one after the other. Without, the ranks of a trial are"
                            + " processes on this host.")
    private @Nullable String master;

    @Option(
            names = "--repair",
            description =
                    "Cure trials that fall ill, as `repair: true` in every workload does; healthy ones stay the same.")
    private boolean repair;

    @SuppressWarnings("NullAway.Init")
    RunCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        Study study = Studies.read(file, repair, stderr);
        Path directory = out != null ? out : Path.of("runs", study.name());
        Rendezvous.Hosts meeting = master == null ? null : Rendezvous.Hosts.parse(master);
        RunResult result;
        try (Interruption interruption = Interruption.listen(stderr)) {
            result = spark == null
                    ? onThisMachine(study, directory, meeting, stderr, interruption)
                    : onSpark(spark, study, directory, stderr, interruption);
            if (interruption.requested()) {
                stderr.println("stopped: " + (result.completed() + result.diverged()) + " of " + result.trials()
                        + " trials are done and kept in " + directory + "; the same command goes on from there");
                stderr.flush();
                return Exit.INTERRUPTED;
            }
        }
        Path report = Report.write(directory);
        stdout.println(VerdictTable.of(directory, Terminal.OUT));
        health(directory).forEach(stdout::println);
        chosen(study).ifPresent(stdout::println);
        stdout.println(line(result));
        stdout.println("report: " + report);
        new FigureFormats(EnumSet.allOf(Format.class)).write(directory, stdout, stderr);
        for (String failure : result.failures()) {
            stderr.println("failed: " + failure);
        }
        for (String missed : result.missed()) {
            stderr.println("missed: " + missed);
        }
        return result.failures().isEmpty() && result.missed().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private RunResult onThisMachine(
            Study study,
            Path directory,
            Rendezvous.@Nullable Hosts meeting,
            PrintWriter stderr,
            Interruption interruption) {
        Workers.Fit fit = workers.fit(study, stderr);
        try (WorkerProcesses processes = meeting == null
                        ? new WorkerProcesses(study).within(fit.bytes())
                        : new WorkerProcesses(study, meeting);
                Progress progress = Progress.on(Terminal.ERR, stderr)) {
            int sideBySide = meeting == null ? fit.count() : 1;
            return runner(processes).run(study, directory, sideBySide, progress, interruption::requested);
        }
    }

    private RunResult onSpark(
            String master, Study study, Path directory, PrintWriter stderr, Interruption interruption) {
        try (SparkTrials cluster = SparkTrials.connect(master, study, ExecutorJars.ofThisInstallation());
                Progress progress = Progress.on(Terminal.ERR, stderr)) {
            int inFlight = cluster.inFlight(workers.asked());
            return runner(cluster).run(study, directory, inFlight, progress, interruption::requested);
        }
    }

    private StudyRunner runner(TrialRunner trials) {
        StudyRunner runner = new StudyRunner(trials);
        String shared = store != null ? store : System.getenv(PostgresStore.ENVIRONMENT);
        return shared == null || shared.isEmpty() ? runner : runner.sharing(shared);
    }

    /** What the table's numbers stand for where settings were searched. */
    private static Optional<String> chosen(Study study) {
        return study.searches().stream()
                .mapToLong(
                        search -> (long) search.budget() * search.tuningSeeds().size())
                .max()
                .stream()
                .mapToObj(most -> "each method with the setting that its search chose from at most "
                        + Words.count(most, "tuning trial") + "; `search` in summary.json lists them")
                .findFirst();
    }

    /** A line for each verdict that runs share; nothing where all are healthy. */
    private static List<String> health(Path directory) throws IOException {
        List<String> verdicts = Cards.of(directory).lines();
        if (verdicts.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(verdicts.subList(0, Math.min(MOST_VERDICTS, verdicts.size())));
        lines.add((verdicts.size() > MOST_VERDICTS ? "and " + (verdicts.size() - MOST_VERDICTS) + " more; " : "")
                + "`steady diagnose " + directory + "` has the evidence, and what to change");
        return lines;
    }

    private static String line(RunResult result) {
        return result.trials() + " trials: " + result.completed() + " completed, " + result.diverged() + " diverged"
                + (result.failed() > 0 ? ", " + result.failed() + " failed" : "") + ", in "
                + Words.duration(result.elapsed());
    }
}
