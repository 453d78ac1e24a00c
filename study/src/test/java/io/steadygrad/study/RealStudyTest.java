package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.TraceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A study file, from YAML to summary, trained with the engine. */
class RealStudyTest {
    private static final String STUDY = """
            study: small
            seeds: 2
            workloads:
              line:
                data: {inline: {features: [[0], [1], [2], [3]], targets: [1, 3, 5, 7]}}
                model: {mlp: {hidden: [], output: {units: 1}, init: zeros}}
                loss: mean_squared_error
                batch: full
                epochs: 60
                optimizer: sgd(lr=0.1)
                target: {metric: train_loss, at_most: 0.1}
              flowers:
                data: {builtin: iris}
                preprocess: [standardize]
                model:
                  mlp: {hidden: [8], activation: tanh, output: {units: 3, activation: softmax}}
                loss: cross_entropy
                batch: 16
                epochs: 10
                optimizer: adam(lr=0.02)
                target: {metric: test_accuracy, at_least: 0.8}
            methods:
              plain: identity
              clip: clip_by_global_norm(1.0)
            grid: {optimizer.lr: [0.02, 3], clip.max_norm: [0.5, 1]}
            claims:
              - says: a rate of 3 breaks plain descent
                expect:
                  - {workload: line, method: plain, at: {optimizer.lr: 3}, diverges: true}
              - says: full-batch descent on a line is monotone
                expect:
                  - {workload: line, method: plain, at: {optimizer.lr: 0.02}, loss_monotone: {from: 1, to: 60}}
            """;

    @TempDir
    Path directory;

    private Study read(String text) throws Exception {
        Path file = directory.resolve("study.yaml");
        Files.writeString(file, text);
        return StudyReader.read(file);
    }

    @Test
    void runsFromYamlToSummary() throws Exception {
        Study study = read(STUDY);
        // 2 workloads x (plain: 2 rates; clip: 2 rates x 2 norms) x 2 seeds
        assertThat(study.trials()).hasSize(2 * (2 + 4) * 2);

        Path run = directory.resolve("run");
        RunResult result = new StudyRunner(new TrainingRunner()).run(study, run, 2, RunListener.NONE, () -> false);
        assertThat(result.failures()).isEmpty();
        assertThat(result.completed() + result.diverged()).isEqualTo(24);

        JsonNode summary = Json.parse(Files.readString(run.resolve("summary.json")));
        Path alone = directory.resolve("alone");
        new StudyRunner(new TrainingRunner()).run(study, alone, 1, RunListener.NONE, () -> false);
        JsonNode sequential = Json.parse(Files.readString(alone.resolve("summary.json")));
        for (int i = 0; i < 24; i++) {
            for (String key : List.of("id", "status", "metrics", "stepsToTarget", "divergedAtStep", "control")) {
                assertThat(summary.get("trials").get(i).get(key))
                        .as("%s of trial %d with two workers and with one", key, i)
                        .isEqualTo(sequential.get("trials").get(i).get(key));
            }
        }
        JsonNode first = summary.get("trials").get(0);
        assertThat(first.get("workload").asString()).isEqualTo("line");
        assertThat(first.get("expression").asString()).isEqualTo("identity");
        assertThat(first.get("optimizer").asString()).isEqualTo("sgd(lr=0.02)");
        assertThat(first.get("hyperparameters").get("optimizer.lr").asDouble()).isEqualTo(0.02);
        assertThat(first.get("metrics").has("train_r2")).isTrue();
        assertThat(first.get("id").asString()).matches("[0-9a-f]{12}");
        assertThat(TraceFile.read(run.resolve(first.get("trace").asString()))
                        .steps()
                        .size())
                .isEqualTo(60);
        assertThat(summary.get("claims").get(0).get("verdict").asString()).isEqualTo("supported");
        assertThat(summary.get("claims").get(1).get("verdict").asString()).isEqualTo("supported");
        assertThat(summary.get("workloads").get("flowers").get("budgetSteps").asInt())
                .as("105 rows, 7 batches")
                .isEqualTo(70);

        String metrics = summary.get("trials").get(0).get("metrics").toString();
        Study again = StudyReader.read(run.resolve("study.yaml"));
        assertThat(again.trials().stream().map(Trial::id))
                .as("the resolved file is the same study")
                .containsExactlyElementsOf(
                        study.trials().stream().map(Trial::id).toList());
        StudyRunner nothingToDo = new StudyRunner((trial, out, watcher, stop) -> {
            throw new AssertionError("nothing is left to train");
        });
        nothingToDo.run(again, run, 1, RunListener.NONE, () -> false);
        JsonNode same = Json.parse(Files.readString(run.resolve("summary.json")));
        assertThat(same.get("trials").get(0).get("metrics").toString()).isEqualTo(metrics);
    }
}
