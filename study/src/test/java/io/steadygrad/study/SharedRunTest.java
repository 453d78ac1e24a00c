package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.store.PostgresServer;
import io.steadygrad.store.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with directories of their own, as on several hosts, that work on one study through PostgreSQL. */
class SharedRunTest {
    @TempDir
    Path folder;

    private Process start(PostgresServer server, String directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        folder.resolve(directory).toString(),
                        server.url())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static List<String> trained(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("trains ")).toList();
    }

    @Test
    void eachTrialIsTrainedOnceAndEveryDirectoryHoldsAll() throws Exception {
        Optional<PostgresServer> installed = PostgresServer.start();
        assumeTrue(installed.isPresent(), "PostgreSQL is not installed");
        try (PostgresServer server = installed.get()) {
            Process victim = start(server, "victim");
            List<String> before = new ArrayList<>();
            try (BufferedReader lines = lines(victim)) {
                while (before.stream()
                                .filter(line -> !line.startsWith("trains "))
                                .count()
                        < 5) {
                    String line = lines.readLine();
                    assertThat(line).as("the run goes on").isNotNull();
                    before.add(line);
                }
                victim.toHandle().destroyForcibly(); // the process's own would close the stream, too
                victim.waitFor();
                lines.lines().forEach(before::add);
            }
            List<String> finished = before.stream()
                    .filter(line -> !line.startsWith("trains "))
                    .map(id -> "trains " + id)
                    .toList();

            Process one = start(server, "one");
            Process two = start(server, "two");
            List<String> after = new ArrayList<>();
            for (Process process : List.of(one, two)) {
                try (BufferedReader lines = lines(process)) {
                    after.addAll(trained(lines.lines()));
                }
                assertThat(process.waitFor()).isZero();
            }

            assertThat(after).as("nothing twice").doesNotHaveDuplicates().doesNotContainAnyElementsOf(finished);
            assertThat(after.size() + finished.size())
                    .as("but for what the victim kept and could not say any more")
                    .isBetween(80 - 2, 80);
            Path undisturbed = folder.resolve("undisturbed");
            new StudyRunner(SmallStudies::descend)
                    .run(SmallStudies.descent(20, 0.5, 3.0), undisturbed, 1, RunListener.NONE, () -> false);
            for (String directory : List.of("one", "two")) {
                Path run = folder.resolve(directory);
                assertThat(run.resolve("summary.csv")).hasSameTextualContentAs(undisturbed.resolve("summary.csv"));
                try (Stream<Path> traces = Files.list(run.resolve("traces"))) {
                    assertThat(traces).as("traces of all hosts").hasSize(80);
                }
                try (SqliteStore local = SqliteStore.open(run.resolve("steadygrad.db"))) {
                    assertThat(local.trials())
                            .as("results too, so that reports need no database")
                            .hasSize(80)
                            .allMatch(trial -> trial.state().isFinal() && trial.result() != null);
                }
            }
        }
    }
}
