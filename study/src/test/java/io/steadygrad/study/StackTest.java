package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.store.TrialState;
import io.steadygrad.worker.WorkerProcesses;
import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stack: true} in a study file. */
class StackTest {
    private static final String STUDY = """
            study: together
            seeds: 3
            workloads:
              flowers:
                data: {builtin: iris}
                preprocess: [standardize]
                model: %s
                loss: cross_entropy
                batch: 16
                epochs: 8
                optimizer: sgd(lr=0.05)
                target: {metric: test_accuracy, at_least: 0.8}
                save: final
                %s
            methods: {plain: identity, clip: clip_by_global_norm(0.5)}
            grid: {optimizer.lr: [0.05, 0.2, 1.0e+30]}
            """;
    private static final String MLP = "{mlp: {hidden: [6], activation: relu, output: {units: 3, activation: softmax}}}";

    @TempDir
    Path folder;

    private Study study(String model, String line) throws Exception {
        return StudyReader.read(Files.writeString(folder.resolve("s.yaml"), STUDY.formatted(model, line)));
    }

    private Study stacked() throws Exception {
        return study(MLP, "stack: true");
    }

    /** What came out, without times. */
    private static Map<String, Object> numbers(TrialOutcome outcome) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("status", outcome.status() + " " + outcome.reason());
        numbers.put("metrics", outcome.metrics().toString());
        numbers.put("steps", outcome.steps() + " " + outcome.stepsToTarget());
        numbers.put("diagnoses", outcome.diagnoses().toString());
        return numbers;
    }

    private Map<String, Map<String, Object>> run(Study study, TrialRunner runner, String directory, int workers) {
        Map<String, Map<String, Object>> outcomes = new TreeMap<>();
        RunListener listener = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                assertThat(outcomes.put(trial.id(), numbers(outcome))).isNull();
            }
        };
        assertThat(new StudyRunner(runner)
                        .run(study, folder.resolve(directory), workers, listener, () -> false)
                        .unfinished())
                .isFalse();
        return outcomes;
    }

    @Test
    void numbersAreTheSameInStacksOfAnySizeInAnyProcess() throws Exception {
        Study study = stacked();
        Map<String, Map<String, Object>> alone = new TreeMap<>();
        for (Trial trial : study.trials()) {
            alone.put(
                    trial.id(),
                    numbers(new TrainingRunner().run(trial, folder.resolve("alone"), (step, loss) -> {}, () -> false)));
        }
        assertThat(alone).hasSize(18);
        assertThat(alone.values())
                .filteredOn(numbers -> numbers.get("status").toString().startsWith("DIVERGED"))
                .hasSize(6);

        assertThat(run(study, new TrainingRunner(), "one", 1)).isEqualTo(alone);
        assertThat(run(study, new TrainingRunner(), "three", 3)).isEqualTo(alone);
        try (WorkerProcesses processes = new WorkerProcesses(study)) {
            assertThat(run(study, processes, "processes", 2)).isEqualTo(alone);
        }
        for (Trial trial : study.trials()) {
            Path weights = Path.of("weights", trial.shortId() + ".npz");
            assertThat(Files.exists(folder.resolve("one").resolve(weights)))
                    .isEqualTo(Files.exists(folder.resolve("alone").resolve(weights)));
            if (Files.exists(folder.resolve("one").resolve(weights))) {
                assertThat(folder.resolve("one").resolve(weights))
                        .hasSameBinaryContentAs(folder.resolve("alone").resolve(weights))
                        .hasSameBinaryContentAs(folder.resolve("processes").resolve(weights));
            }
        }
    }

    @Test
    void whatWasStoppedGoesOnWithTheTrialsThatAreLeft() throws Exception {
        Study study = stacked();
        AtomicInteger done = new AtomicInteger();
        RunListener counting = new RunListener() {
            @Override
            public void finished(Trial trial, TrialOutcome outcome) {
                done.incrementAndGet();
            }
        };
        Path run = folder.resolve("run");
        RunResult first = new StudyRunner(new TrainingRunner()).run(study, run, 1, counting, () -> done.get() >= 4);
        assertThat(first.unfinished()).isTrue();
        Map<String, Map<String, Object>> rest = run(study, new TrainingRunner(), "run", 1);
        assertThat(rest).hasSizeBetween(1, 17);
        assertThat(run(study, new TrainingRunner(), "whole", 1)).containsAllEntriesOf(rest);
    }

    @Test
    void asManyReachTheTargetAsUnstacked() throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : List.of("stack: true", "stack: false")) {
            RunResult result = new StudyRunner(new TrainingRunner())
                    .run(study(MLP, line), folder.resolve(line.replace(": ", "-")), 1, RunListener.NONE, () -> false);
            counts.put(line, (long) result.completed());
            Path summary = folder.resolve(line.replace(": ", "-")).resolve("summary.json");
            long reached = Json.parse(Files.readString(summary))
                    .path("trials")
                    .valueStream()
                    .filter(trial -> trial.path("reachedTarget").asBoolean())
                    .count();
            counts.put(line + ", reached", reached);
        }
        assertThat(counts.get("stack: true"))
                .isEqualTo(counts.get("stack: false"))
                .isEqualTo(12);
        assertThat(counts.get("stack: true, reached"))
                .isEqualTo(counts.get("stack: false, reached"))
                .isPositive();
    }

    @Test
    void stackingRoundsOtherwiseSoTheTrialsAreOthers() throws Exception {
        String plain = study(MLP, "threads: 1").trials().get(0).id();
        assertThat(study(MLP, "stack: false").trials().get(0).id()).isEqualTo(plain);
        assertThat(stacked().trials().get(0).id()).isNotEqualTo(plain);
        assertThat(stacked().resolved()).contains("stack: true");
        assertThat(study(MLP, "stack: false").resolved()).doesNotContain("stack");
    }

    @Test
    void whoeverCannotBeStackedIsToldWhy() {
        assertThatThrownBy(() -> study(
                        "{mlp: {hidden: [6], norm: batch, output: {units: 3, activation: softmax}}}", "stack: true"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("s.yaml:14:12")
                .hasMessageContaining("without normalisation only, not with norm batch")
                .hasMessageContaining("Leave 'stack' out");
        assertThatThrownBy(() -> study(MLP, "threads: 2\n    stack: true"))
                .hasMessageContaining("by one thread, not by 2");
        assertThatThrownBy(() -> study(MLP, "repair: true\n    stack: true")).hasMessageContaining("repaired");
        assertThatThrownBy(() -> study(MLP, "ranks: 2\n    stack: true")).hasMessageContaining("several ranks");
    }

    @Test
    void oneTrialThatBreaksLeavesTheOthersAlone() throws Exception {
        Study study = StudyReader.read(Files.writeString(
                folder.resolve("s.yaml"),
                STUDY.formatted(MLP, "stack: true").replace("clip_by_global_norm(0.5)", "error_on_non_finite")));
        Map<String, Map<String, Object>> outcomes = run(study, new TrainingRunner(), "run", 1);
        assertThat(outcomes).hasSize(18);
        assertThat(outcomes.values().stream()
                        .filter(numbers -> numbers.get("status").toString().startsWith(TrialState.COMPLETED.name()))
                        .count())
                .isEqualTo(12);
    }
}
