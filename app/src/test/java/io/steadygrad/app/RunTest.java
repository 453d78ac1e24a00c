package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Studies run by the real command: what it writes, prints and leaves behind when it is stopped or killed. */
@Tag("launcher")
class RunTest {
    private static final int TRIALS = 24;

    /** Trials of about a quarter of a second each: enough of them to be stopped in the middle. */
    private static final String LONGER = """
            study: longer
            seeds: 12
            workloads:
              digits:
                data: {builtin: digits}
                model: {mlp: {hidden: [32, 32], activation: relu, output: {units: 10, activation: linear}}}
                loss: cross_entropy
                batch: 64
                steps: 400
                optimizer: sgd(lr=0.01)
                target: {metric: test_accuracy, at_least: 0.8}
            methods:
              plain: identity
              clip: clip_by_global_norm(1.0)
            """;

    @TempDir
    private Path folder;

    @Test
    void theStudyOfInitRunsAsItIs() throws Exception {
        assertThat(SteadyProcess.in(folder).run("init").exit()).isZero();

        Outcome check = SteadyProcess.in(folder).run("check", "study.yaml");
        assertThat(check.err()).isEmpty();
        assertThat(check.exit()).isZero();
        assertThat(check.out())
                .contains("study.yaml is valid")
                .contains("time")
                .contains("memory")
                .contains("disk");
        assertThat(folder.resolve("runs")).doesNotExist();

        Outcome run = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).contains("trials done").doesNotContain("\r").doesNotContain("\u001b");
        assertThat(run.out())
                .contains("reached target")
                .contains("article")
                .contains("report: ")
                .doesNotContain("\u001b");
        Path results = folder.resolve("runs/first-steps");
        for (String name : new String[] {"study.yaml", "steadygrad.db", "summary.json", "summary.csv", "report.html"}) {
            assertThat(results.resolve(name)).isNotEmptyFile();
        }

        Files.delete(results.resolve("report.html"));
        Outcome report = SteadyProcess.in(folder).run("report", "runs/first-steps");
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(results.resolve("report.html")).isNotEmptyFile();
        assertThat(results.resolve("figures/overview.png")).isNotEmptyFile();
        assertThat(results.resolve("figures/overview.svg")).isNotEmptyFile();
    }

    @Test
    void colouredOnlyOnATerminalAndNeverWithNoColor() throws Exception {
        SteadyProcess colourful = SteadyProcess.in(folder)
                .with("STEADY_OPTS", "-Dsteady.terminal.out=true")
                .with("TERM", "xterm");
        assertThat(colourful.run("methods").out()).contains("\u001b[1m");
        assertThat(colourful.with("NO_COLOR", "1").run("methods").out()).doesNotContain("\u001b");
    }

    @Test
    void aSecondRunDoesOnlyWhatIsMissing() throws Exception {
        Files.writeString(
                folder.resolve("study.yaml"),
                LONGER.replace("seeds: 12", "seeds: 2").replace("400", "40"));
        assertThat(SteadyProcess.in(folder)
                        .run("run", "study.yaml", "--out", "here")
                        .exit())
                .isZero();
        Files.writeString(
                folder.resolve("study.yaml"),
                LONGER.replace("seeds: 12", "seeds: 3").replace("400", "40"));
        Outcome more = SteadyProcess.in(folder).run("run", "study.yaml", "--out", "here");
        assertThat(more.exit()).as(more.err()).isZero();
        assertThat(more.err()).contains("4 by earlier runs");
        assertThat(results("here")).hasSize(6);
    }

    @Test
    void controlCKeepsWhatIsDoneAndTheSameCommandGoesOn() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), LONGER);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = SteadyProcess.in(folder).start(out, err, "run", "study.yaml", "--workers", "1");
        await(process, this::aTraceIsWritten);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(err);
        assertThat(process.exitValue()).as(said).isEqualTo(130);
        assertThat(said).contains("stopping after the current step").contains("the same command goes on");

        Outcome again = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("by earlier runs");
        assertThat(results("runs/longer")).hasSize(TRIALS);
    }

    @Test
    void aKilledRunLosesNothingAndEndsWithTheSameNumbers() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), LONGER);
        assertThat(SteadyProcess.in(folder)
                        .run("run", "study.yaml", "--out", "whole")
                        .exit())
                .isZero();

        Process process = SteadyProcess.in(folder)
                .start(folder.resolve("out.txt"), folder.resolve("err.txt"), "run", "study.yaml", "--workers", "1");
        // A trial's trace is written just before its result: with one worker, the second trace proves the first result.
        await(process, () -> traces() >= 2);
        process.destroyForcibly().waitFor();
        Outcome again = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("by earlier runs");
        assertThat(results("runs/longer")).isEqualTo(results("whole"));
    }

    @Test
    void aFullDiskEndsWithOneMessageAndLosesNothing() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), LONGER.replace("seeds: 12", "seeds: 5"));
        // a file system of its own, first too small and then not
        Path script = folder.resolve("script");
        Files.writeString(script, """
                #!/bin/sh
                mkdir runs && mount -t tmpfs -o size=200k tmpfs runs || exit 77
                '%1$s' run study.yaml; echo "first: $?"
                mount -o remount,size=100m runs
                '%1$s' run study.yaml; echo "second: $?"
                cp -r runs kept
                """.formatted(SteadyProcess.REPOSITORY.resolve("steady")));
        Path wrapper = folder.resolve("wrapper");
        Files.writeString(wrapper, "#!/bin/sh\nexec unshare -rm sh '" + script + "'\n");
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        Outcome outcome = SteadyProcess.in(folder).launcher(wrapper).run();
        assumeTrue(outcome.out().contains("first: "), "needs user namespaces to mount a small file system");

        assertThat(outcome.out()).contains("first: 1").contains("second: 0");
        assertThat(outcome.err()).contains("run the same command again").doesNotContain("\tat ");
        assertThat(results("kept/longer")).hasSize(10);
    }

    @Test
    void resultsThatMissWhatAStudyAcceptsAreExitCodeOne() throws Exception {
        Files.writeString(
                folder.resolve("study.yaml"),
                LONGER.replace("seeds: 12", "seeds: 1")
                                .replace("400", "20")
                                .replace("    target: {metric: test_accuracy, at_least: 0.8}\n", "")
                        + "accept: [{workload: digits, method: plain, metric: test_accuracy, at_least: 1.0}]\n");
        Outcome outcome = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("missed: ").contains("test_accuracy");
        assertThat(outcome.out()).contains("0 of 1 acceptance met").contains("no target");
        assertThat(folder.resolve("runs/longer/report.html")).isNotEmptyFile();
    }

    private boolean aTraceIsWritten() {
        return traces() >= 1;
    }

    private long traces() {
        try (var files = Files.list(folder.resolve("runs/longer/traces"))) {
            return files.filter(file -> file.toString().endsWith(".npz")).count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static void await(Process process, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive()).as("the run goes on").isTrue();
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Status and metrics by trial. */
    private Map<String, String> results(String run) throws IOException {
        JsonNode summary = JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(run).resolve("summary.json")));
        Map<String, String> results = new TreeMap<>();
        for (JsonNode trial : summary.path("trials")) {
            results.put(trial.path("id").asString(), trial.path("status").asString() + " " + trial.path("metrics"));
        }
        return results;
    }
}
