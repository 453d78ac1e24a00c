package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A summary made from the store, of a run that did not come to its end. */
class SummarizeTest {
    private static final String STUDY = """
            study: line
            seeds: 4
            workloads:
              line:
                data: {csv: line.csv, features: [x], target: y, train: 0..1, test: 2..2}
                model: {mlp: {hidden: [], output: {units: 1}}}
                loss: mean_squared_error
                steps: 5
                target: {metric: test_loss, at_most: 0.001}
            methods: {plain: identity}
            optimizers: [sgd]
            grid: {optimizer.lr: [0.5]}
            accept: [{workload: line, optimizer: sgd(lr=0.5), metric: test_loss, at_most: 1}]
            """;

    @TempDir
    Path directory;

    private Path run;
    private Path data;
    private Study study;

    @BeforeEach
    void write() throws Exception {
        run = directory.resolve("run");
        data = Files.writeString(directory.resolve("line.csv"), "x,y\n0,1\n1,3\n2,5\n");
        study = StudyReader.read(Files.writeString(directory.resolve("line.yaml"), STUDY));
    }

    private JsonNode trials() throws Exception {
        return Json.parse(Files.readString(run.resolve("summary.json"))).get("trials");
    }

    /** Ends as a killed process does: two results are in the store, and nothing is summed up. */
    private void breakAfterTwo() {
        StudyRunner broken = new StudyRunner((trial, out, watcher, stop) -> {
            if (trial.seed() == 2) {
                throw new AssertionError("gone");
            }
            return SmallStudies.descend(trial, out, watcher, stop);
        });
        assertThatThrownBy(() -> broken.run(study, run, 1, RunListener.NONE, () -> false));
        assertThat(run.resolve("summary.json")).doesNotExist();
    }

    private void finish(List<Long> seeds) {
        new StudyRunner((trial, out, watcher, stop) -> {
                    seeds.add(trial.seed());
                    return SmallStudies.descend(trial, out, watcher, stop);
                })
                .run(study, run, 1, RunListener.NONE, () -> false);
    }

    @Test
    void holdsWhatABrokenRunHadFinished() throws Exception {
        breakAfterTwo();
        StudyRunner.summarize(run);
        assertThat(trials()).hasSize(2);
        assertThat(trials().get(1).get("metrics").get("test_loss").isNumber()).isTrue();
        assertThat(Files.readAllLines(run.resolve("summary.csv"))).hasSize(3);

        List<Long> seeds = new ArrayList<>();
        finish(seeds);
        assertThat(seeds).as("what was missing").containsExactly(2L, 3L);
        String whole = Files.readString(run.resolve("summary.json"));
        StudyRunner.summarize(run);
        assertThat(run.resolve("summary.json")).hasContent(whole);
    }

    @Test
    void doesNotDisturbTheRunThatGoesOn() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        RunResult result = new StudyRunner((trial, out, watcher, stop) -> {
                    ran.incrementAndGet();
                    StudyRunner.summarize(run);
                    try {
                        seen.add(trials().size());
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return SmallStudies.descend(trial, out, watcher, stop);
                })
                .run(study, run, 1, RunListener.NONE, () -> false);
        assertThat(seen).containsExactly(0, 1, 2, 3);
        assertThat(ran).hasValue(4);
        assertThat(result.completed()).isEqualTo(4);
        assertThat(trials()).hasSize(4);
    }

    @Test
    void refusesAStoreThatDoesNotFitItsStudy() throws Exception {
        breakAfterTwo();
        Files.writeString(data, "x,y\n0,1\n1,3\n2,6\n");
        assertThatThrownBy(() -> StudyRunner.summarize(run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 of the 4 trials")
                .hasMessageContaining("its data have changed");
        Files.delete(data);
        assertThatThrownBy(() -> StudyRunner.summarize(run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line.csv");
        assertThatThrownBy(() -> StudyRunner.summarize(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no steadygrad.db");
        assertThat(directory.resolve("steadygrad.db")).doesNotExist();
        assertThat(run.resolve("summary.json")).doesNotExist();
    }
}
