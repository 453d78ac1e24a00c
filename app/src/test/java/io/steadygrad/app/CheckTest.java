package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    private Path folder;

    private String check(String workload) throws Exception {
        Files.writeString(folder.resolve("study.yaml"), """
                study: start
                seeds: 2
                methods: {plain: identity}
                workloads:
                  only:
                    data: {synthetic: "blobs(rows=200, test_rows=100, classes=2, seed=1)"}
                    epochs: 5
                    batch: 20
                    optimizer: sgd(lr=0.1)
                """ + workload.indent(4));
        Outcome outcome = SteadyProcess.in(folder).run("check", "study.yaml");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void aSoundStartIsNotRemarkedOn() throws Exception {
        assertThat(check("""
                        preprocess: [standardize]
                        model: {mlp: {hidden: [8], activation: relu, init: he_uniform, output: {units: 2}}}
                        loss: cross_entropy
                        """))
                .contains("only: 2 trials of 50 steps")
                .doesNotContain("hint:")
                .doesNotContain("cannot learn:");
    }

    @Test
    void whatNoTrainingCanMendIsSaidBeforeTheFirstTrial() throws Exception {
        assertThat(check("""
                        preprocess: [standardize]
                        model: {mlp: {hidden: [8], activation: relu, init: he_uniform, output: {units: 1, activation: softmax}}}
                        loss: binary_cross_entropy
                        """))
                .contains("cannot learn: the output is a softmax over one unit")
                .contains("use a sigmoid on one unit");
    }

    @Test
    void unscaledInputsAreAHint() throws Exception {
        assertThat(check("""
                        preprocess: [scale(500)]
                        model: {mlp: {hidden: [8], activation: relu, init: he_uniform, output: {units: 2}}}
                        loss: cross_entropy
                        """)).contains("hint: the inputs are unscaled").contains("preprocess with standardize");
    }
}
