package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The user's mistakes: one clear message each, exit code 2, no stack trace, nothing written. */
@Tag("launcher")
class BadInputTest {
    private static final String STUDY = """
            study: bad
            seeds: 2
            workloads:
              points:
                data: {csv: points.csv, features: [x0, x1], target: y, train: 0..29, test: 30..39}
                preprocess: [standardize]
                model: {mlp: {hidden: [4], activation: tanh, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 10
                epochs: 2
                optimizer: sgd(lr=0.1)
                target: {metric: test_accuracy, at_least: 0.5}
            methods:
              plain: identity
              clip: clip_by_global_norm(1.0)
            grid: {clip.max_norm: [0.5, 1]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        StringBuilder csv = new StringBuilder("x0,x1,y\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i % 7)
                    .append(',')
                    .append(i % 5)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        Files.writeString(folder.resolve("points.csv"), csv);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs: 2            | epoch: 2             | study.yaml:10:5: | epochs",
                "epochs: 2            | epochs: several      | study.yaml:10:13: | several",
                "batch: 10            | batch: 31            | study.yaml:9:12: | 30",
                "csv: points.csv      | csv: pionts.csv      | study.yaml:5: | pionts.csv",
                "test: 30..39         | test: 30..40         | study.yaml:5: | 40",
                "features: [x0, x1]   | features: [x0, x9]   | study.yaml:5: | x9",
                "plain: identity      | plain: idenitty      | study.yaml:14: | identity",
                "norm(1.0)            | norm(-1)             | study.yaml:15: | -1",
                "norm(1.0)            | norm(maximum=1)      | study.yaml:15: | max_norm",
                "clip.max_norm: [0.5  | clip.max_norm: [0    | study.yaml:16:24: | max_norm",
                "clip.max_norm        | clip.maxnorm         | study.yaml:16:8: | max_norm",
                "sgd(lr=0.1)          | sgd(lr=-0.1)         | study.yaml:11: | -0.1",
                "binary_cross_entropy | binary_crossentropy  | study.yaml:8: | binary_cross_entropy",
                "activation: tanh     | activation: tahn     | study.yaml:7: | tanh",
                "test_accuracy        | test_r2              | study.yaml:12: | test_accuracy",
                "seeds: 2             | seeds: 0             | study.yaml:2:8: | at least 1",
                "study: bad           | study: [bad          | study.yaml: | ",
            })
    void aMistakeInAStudyIsNamedWithItsPlace(String right, String wrong, String place, String hint) throws Exception {
        assertThat(STUDY).contains(right);
        Files.writeString(folder.resolve("study.yaml"), STUDY.replace(right, wrong));
        for (String command : new String[] {"run", "check"}) {
            Outcome outcome = SteadyProcess.in(folder).run(command, "study.yaml");
            assertThat(outcome.exit()).as(outcome.err()).isEqualTo(2);
            assertThat(outcome.err()).contains(place).doesNotContain("\tat ").doesNotContain("Exception");
            if (hint != null) {
                assertThat(outcome.err()).contains(hint);
            }
            assertThat(outcome.out()).isEmpty();
        }
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void allMistakesAreReportedAtOnce() throws Exception {
        Files.writeString(
                folder.resolve("study.yaml"),
                STUDY.replace("epochs: 2", "epoch: 2")
                        .replace("identity", "idenitty")
                        .replace("[0.5", "[-3"));
        Outcome outcome = SteadyProcess.in(folder).run("check", "study.yaml");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("study.yaml:10:", "study.yaml:14:", "study.yaml:16:");
    }

    @Test
    void aNumberThatIsNoneInTheDataIsNamedWithItsRow() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Path csv = folder.resolve("points.csv");
        Files.writeString(csv, Files.readString(csv).replaceFirst("\n3,3,1", "\nNaN,3,1"));
        Outcome outcome = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("study.yaml:5:").contains("NaN").contains("x0");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"run, none.yaml", "check, none.yaml", "report, none"})
    void aFileThatIsNotThereIsNamed(String command, String name) throws Exception {
        Outcome outcome = SteadyProcess.in(folder).run(command, name);
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("steady " + command + ": ").contains("'" + name + "'");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void aRunDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Outcome outcome = SteadyProcess.in(folder).run("run", "study.yaml", "--out", "points.csv/results");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("points.csv")
                .contains("choose another")
                .doesNotContain("\tat ");
    }

    @Test
    void aSharedStoreThatDoesNotAnswerIsNamedWithoutItsPassword() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Outcome outcome = SteadyProcess.in(folder)
                .run("run", "study.yaml", "--store", "jdbc:postgresql://127.0.0.1:1/lab?user=me&password=secret");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("Cannot connect to postgresql://127.0.0.1:1/lab")
                .doesNotContain("secret")
                .doesNotContain("\tat ");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void aStoreFromTheEnvironmentIsUsedAndItsPasswordNeverShownNotEvenForDebugging() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Outcome outcome = SteadyProcess.in(folder)
                .with("STEADY_STORE", "jdbc:postgresql://127.0.0.1:1/lab?user=me&password=secret")
                .run("run", "study.yaml", "--debug");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("Cannot connect to postgresql://127.0.0.1:1/lab")
                .contains("\tat ")
                .doesNotContain("secret");
    }

    @Test
    void whatDoesNotFitIntoMemoryIsSaidInALine() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Outcome outcome = SteadyProcess.in(folder)
                .with("STEADY_OPTS", "-Dorg.bytedeco.javacpp.maxphysicalbytes=50m")
                .run("check", "study.yaml");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("steady: out of memory (").doesNotContain("\tat ");
    }

    @Test
    void debugShowsTheStackTraceAndOnlyDebug() throws Exception {
        Outcome quiet = SteadyProcess.in(folder).run("run", "none.yaml");
        assertThat(quiet.err()).doesNotContain("\tat ");
        Outcome option = SteadyProcess.in(folder).run("run", "none.yaml", "--debug");
        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("\tat ");
        Outcome variable = SteadyProcess.in(folder).with("STEADY_DEBUG", "1").run("run", "none.yaml");
        assertThat(variable.err()).contains("\tat ");
    }
}
