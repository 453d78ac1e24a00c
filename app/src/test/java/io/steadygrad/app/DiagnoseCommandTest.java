package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.study.RunListener;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code steady diagnose} on runs of which one workload loses a batch to a NaN. */
class DiagnoseCommandTest {
    private static final String STUDY = """
            study: cells
            seeds: 2
            methods: {plain: identity}
            workloads:
              broken:
                data: {builtin: iris}
                preprocess: [standardize]
                model: {mlp: {hidden: [8], activation: tanh, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 60
                optimizer: sgd(lr=0.3)
                faults: [{at_step: 20, nan_cell: true}]
                target: {metric: test_accuracy, at_least: 0.8}
              sound:
                data: {builtin: iris}
                preprocess: [standardize]
                model: {mlp: {hidden: [8], activation: tanh, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 200
                optimizer: sgd(lr=0.3)
                target: {metric: test_accuracy, at_least: 0.8}
            """;

    @TempDir
    static Path folder;

    private static Path run;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() throws Exception {
        run = folder.resolve("run");
        Path file = Files.writeString(folder.resolve("s.yaml"), STUDY);
        new StudyRunner(new TrainingRunner()).run(StudyReader.read(file), run, 1, RunListener.NONE, () -> false);
    }

    private int diagnose(String... arguments) {
        String[] all =
                Stream.concat(Stream.of("diagnose"), Arrays.stream(arguments)).toArray(String[]::new);
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all);
    }

    /** As a program's Supervisor writes one. */
    @Test
    void aTraceByItselfIsDiagnosedToo() throws IOException {
        assertThat(diagnose(run.resolve("traces/" + id("broken") + ".npz").toString()))
                .isZero();
        assertThat(out.toString()).startsWith("non_finite at step 20").contains("verdict");
        out.getBuffer().setLength(0);
        assertThat(diagnose(run.resolve("traces/" + id("sound") + ".npz").toString()))
                .isZero();
        assertThat(out.toString()).startsWith("nothing is wrong in 200 steps");
        assertThat(diagnose(run.resolve("study.yaml").toString())).isEqualTo(Exit.WRONG_INPUT);
    }

    private static String id(String workload) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(run.resolve("summary.json")))
                .path("trials")
                .valueStream()
                .filter(trial -> trial.path("workload").asString().equals(workload))
                .map(trial -> trial.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysWhichRunsAreSickWhereAndWhatToChange() {
        assertThat(diagnose(run.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("2 of 4 runs have a verdict", "broken x plain: non-finite in 2 of 2 runs", "from step 20")
                .contains("skip_non_finite", "sound x plain (2 runs)");
    }

    @Test
    void aHealthyRunIsOneLine() throws IOException {
        assertThat(diagnose(run.toString(), "--trial", id("sound")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().strip().lines()).singleElement().asString().endsWith("the run is healthy");
    }

    @Test
    void printsJson() throws IOException {
        assertThat(diagnose(run.toString(), "--json")).as(err.toString()).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.path("sick").asInt()).isEqualTo(2);
        assertThat(json.path("healthy").get(0).asString()).isEqualTo("sound x plain");
        JsonNode trial = json.path("cards").get(0).path("trials").get(0);
        assertThat(trial.path("id").asString()).isEqualTo(id("broken"));
        assertThat(trial.path("diagnoses").get(0).path("symptom").asString()).isEqualTo("non_finite");
        assertThat(trial.path("diagnoses").get(0).path("step").asLong()).isEqualTo(20);
    }

    @Test
    void whatIsNotThereIsAMistakeOfTheUser() {
        assertThat(diagnose(folder.resolve("none").toString())).isEqualTo(Exit.WRONG_INPUT);
        assertThat(err.toString()).contains("there is no directory");
        assertThat(diagnose(run.toString(), "--trial", "zzz")).isEqualTo(Exit.WRONG_INPUT);
        assertThat(err.toString()).contains("there is no trial 'zzz'");
    }
}
