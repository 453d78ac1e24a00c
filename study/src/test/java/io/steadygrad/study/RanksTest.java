package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ranks} in a study file. */
class RanksTest {
    private static final String STUDY = """
            study: together
            workloads:
              flowers:
                data: {builtin: iris}
                model: {mlp: {hidden: [4], output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 6
                optimizer: sgd(lr=0.1)
                %s
            methods: {plain: identity}
            """;

    @TempDir
    Path directory;

    private Study study(String line) throws Exception {
        return StudyReader.read(Files.writeString(directory.resolve("s.yaml"), STUDY.formatted(line)));
    }

    private String id(String line) throws Exception {
        return study(line).trials().get(0).id();
    }

    @Test
    void sumsOfSeveralRanksRoundOtherwiseSoTheyAreOtherTrials() throws Exception {
        assertThat(id("ranks: 1")).isEqualTo(id(""));
        assertThat(List.of(id(""), id("ranks: 2"), id("ranks: 3"))).doesNotHaveDuplicates();
        assertThat(study("ranks: 2").resolved()).contains("ranks: 2");
        assertThat(study("ranks: 1").resolved()).doesNotContain("ranks");
    }

    @Test
    void whatNeedsTheWholeInOnePlaceIsRefused() {
        assertThatThrownBy(() -> study("ranks: 17"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("s.yaml:10:12")
                .hasMessageContaining("a batch of 16 has fewer than 17");
        assertThatThrownBy(() -> study("ranks: 0")).hasMessageContaining("ranks must be at least 1, found 0");
        assertThatThrownBy(() -> study("ranks: 2\n    repair: true"))
                .hasMessageContaining("use ranks: 1, or repair: false");
    }

    @Test
    void oneProcessAloneDoesNotTrainAsTwo() throws Exception {
        Trial trial = study("ranks: 2").trials().get(0);
        assertThatThrownBy(() -> new TrainingRunner().run(trial, directory, (step, loss) -> {}, () -> false))
                .hasMessageContaining("workload 'flowers' is trained by 2 ranks together, but here are 1");
    }
}
