package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.store.SqliteStore;
import io.steadygrad.store.TrialState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KilledRunTest {
    @TempDir
    Path directory;

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                directory.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void add(String line, Set<String> results) {
        if (!line.startsWith("trains ")) {
            results.add(line);
        }
    }

    @Test
    void twoProcessesShareTheTrialsOfOneDirectory() throws Exception {
        Process one = start();
        Process two = start();
        List<String> trained = new ArrayList<>();
        for (Process process : List.of(one, two)) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().filter(line -> line.startsWith("trains ")).forEach(trained::add);
            }
            assertThat(process.waitFor()).isZero();
        }
        assertThat(trained).as("each trial trained by one of them").hasSize(80).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(directory.resolve("summary.csv")))
                .as("a line of names, 80 of results")
                .hasSize(81);
    }

    /** A real process, killed with SIGKILL in the middle of trials; the next run does what is missing, and nothing twice. */
    @Test
    void nothingThatWasFinishedIsLostOrRepeated() throws Exception {
        Process process = start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (acknowledged.size() < 7) {
                String line = lines.readLine();
                assertThat(line).as("the run goes on").isNotNull();
                add(line, acknowledged);
            }
            Thread.sleep(30); // into the middle of the trials that run now
            process.toHandle().destroyForcibly();
            process.waitFor();
            lines.lines().forEach(line -> add(line, acknowledged));
        }

        Set<String> kept = new HashSet<>();
        int running = 0;
        try (SqliteStore store = SqliteStore.open(directory.resolve("steadygrad.db"))) {
            for (var trial : store.trials()) {
                if (trial.state().isFinal()) {
                    kept.add(trial.id());
                }
                running += trial.state() == TrialState.RUNNING ? 1 : 0;
            }
        }
        assertThat(kept).containsAll(acknowledged);
        assertThat(running).as("trials that died with the process").isLessThanOrEqualTo(2);
        assertThat(kept.size()).as("killed before the end").isLessThan(80);

        Set<String> ran = ConcurrentHashMap.newKeySet();
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            ran.add(trial.id());
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        Study study = SmallStudies.descent(20, 0.5, 3.0);
        RunResult result = runner.run(study, directory, 2, RunListener.NONE, () -> false);

        assertThat(result.unfinished()).isFalse();
        assertThat(ran).hasSize(80 - kept.size()).doesNotContainAnyElementsOf(kept);
        Path undisturbed = directory.resolve("undisturbed");
        new StudyRunner(SmallStudies::descend).run(study, undisturbed, 1, RunListener.NONE, () -> false);
        assertThat(directory.resolve("summary.csv")).hasSameTextualContentAs(undisturbed.resolve("summary.csv"));
    }

    /** Rungs that follow each other: what was killed between them must choose what an undisturbed search chooses. */
    @Test
    void aKilledSearchGoesOnToTheSameChoice() throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), """
                study: rates
                seeds: 2
                workloads:
                  flowers:
                    data: {builtin: iris}
                    model: {mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}
                    loss: cross_entropy
                    batch: 16
                    steps: 20
                    optimizer: sgd(lr=0.1)
                methods: {plain: identity, clip: clip_by_global_norm(1)}
                search: {sampler: "halving(trials=9)", space: {optimizer.lr: "log(1e-3, 1)"}, seeds: 1}
                """);
        Process process = start(file.toString());
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (acknowledged.size() < 20) { // two first rungs have 9 trials each
                String line = lines.readLine();
                assertThat(line).as("the run goes on").isNotNull();
                add(line, acknowledged);
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
            lines.lines().forEach(line -> add(line, acknowledged));
        }
        assertThat(acknowledged)
                .as("2 methods x (9 + 3 + 1 settings + 2 results)")
                .hasSizeLessThan(30);

        Set<String> again = ConcurrentHashMap.newKeySet();
        StudyRunner runner = new StudyRunner((trial, out, watcher, stop) -> {
            again.add(trial.id());
            return new TrainingRunner().run(trial, out, watcher, stop);
        });
        runner.run(StudyReader.read(file), directory, 2, RunListener.NONE, () -> false);
        assertThat(again).isNotEmpty().doesNotContainAnyElementsOf(acknowledged);
        Path undisturbed = directory.resolve("undisturbed");
        new StudyRunner(new TrainingRunner())
                .run(StudyReader.read(file), undisturbed, 1, RunListener.NONE, () -> false);
        assertThat(numbers(directory)).isEqualTo(numbers(undisturbed));
    }

    private static String numbers(Path run) throws IOException {
        JsonNode summary = Json.parse(Files.readString(run.resolve("summary.json")));
        return summary.get("search") + "\n" + summary.get("cells");
    }
}
