package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.MatFile;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.formats.SafetensorsFile;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.study.RunListener;
import io.steadygrad.study.StudyReader;
import io.steadygrad.study.StudyRunner;
import io.steadygrad.study.TrainingRunner;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code steady export} of a run of which one trial diverged. */
class ExportTest {
    private static final String STUDY = """
            study: exported
            seeds: 2
            methods: {plain: identity, clip: clip_by_global_norm(1)}
            workloads:
              iris:
                data: {builtin: iris}
                model: {mlp: {hidden: [4], activation: relu, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 30
                optimizer: sgd(lr=0.3)
                save: final
            grid: {optimizer.lr: [0.1, 1.0e+30]}
            """;

    @TempDir
    static Path folder;

    private static Path run;
    private static List<RecordedTrial> trials;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() throws Exception {
        run = folder.resolve("run");
        Path file = Files.writeString(folder.resolve("s.yaml"), STUDY);
        new StudyRunner(new TrainingRunner()).run(StudyReader.read(file), run, 1, RunListener.NONE, () -> false);
        trials = RecordedTrial.of(run);
    }

    private int export(String... arguments) {
        String[] all = Stream.concat(Stream.of("export", run.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all);
    }

    private static NdArray column(Map<String, NdArray> arrays, String name) {
        assertThat(arrays).containsKey(name);
        return arrays.get(name);
    }

    private static void sameResults(Map<String, NdArray> arrays) {
        assertThat(column(arrays, "seed").toDoubles()).hasSize(trials.size());
        assertThat(column(arrays, "divergedAtStep").toDoubles()).contains(Double.NaN);
        assertThat(column(arrays, "reachedTarget").type()).isEqualTo(NdArray.Type.BOOL);
    }

    @Test
    void arraysAreThoseOfTheRunInEveryFormat() throws IOException {
        assertThat(export("--format", "npz")).isZero();
        assertThat(export("--format", "mat")).isZero();
        assertThat(export("--format", "safetensors")).isZero();
        Path home = run.resolve("export");
        sameResults(NpzFile.read(home.resolve("npz/results.npz")));
        sameResults(MatFile.read(home.resolve("mat/results.mat")));
        for (RecordedTrial trial : trials) {
            String id = trial.id();
            Map<String, NdArray> trace = NpzFile.read(run.resolve("traces/" + id + ".npz"));
            assertThat(NpzFile.read(home.resolve("npz/traces/" + id + ".npz"))).isEqualTo(trace);
            assertThat(MatFile.read(home.resolve("mat/traces/" + id + ".mat")).get("loss"))
                    .isEqualTo(trace.get("loss"));
            assertThat(SafetensorsFile.read(home.resolve("safetensors/traces/" + id + ".safetensors"))
                            .arrays()
                            .get("l2"))
                    .isEqualTo(trace.get("l2"));
            Path weights = run.resolve("weights/" + id + ".npz");
            if (Files.exists(weights)) {
                Map<String, NdArray> arrays = NpzFile.read(weights);
                assertThat(MatFile.read(home.resolve("mat/weights/" + id + ".mat")))
                        .isEqualTo(arrays);
                assertThat(SafetensorsFile.read(home.resolve("safetensors/weights/" + id + ".safetensors"))
                                .arrays())
                        .isEqualTo(arrays);
            }
        }
    }

    @Test
    void tablesHaveARowForEachStep() throws IOException {
        assertThat(export("--format", "csv")).isZero();
        for (RecordedTrial trial : trials) {
            Trace trace = TraceFile.read(run.resolve("traces/" + trial.id() + ".npz"));
            Path tables = run.resolve("export/csv/traces/" + trial.id());
            List<String> steps = Files.readAllLines(tables.resolve("steps.csv"));
            assertThat(steps).hasSize(trace.steps().size() + 1);
            assertThat(steps.get(1).split(",")[1])
                    .isEqualTo(Double.toString(trace.steps().loss()[0]));
            assertThat(Files.readAllLines(tables.resolve("tensors.csv")))
                    .hasSize(trace.tensors().rows() * trace.tensors().names().size() + 1);
        }
        assertThat(Files.readAllLines(run.resolve("export/csv/results.csv"))).hasSize(trials.size() + 1);
    }

    @Test
    void tensorBoardGetsAFolderForEachTrialHoweverOftenItIsExported() throws IOException {
        assertThat(export("--format", "tensorboard")).isZero();
        assertThat(export("--format", "tensorboard")).isZero();
        try (Stream<Path> files = Files.walk(run.resolve("tensorboard"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(trials.size());
        }
    }

    @Test
    void oneTrialGoesWhereItIsWanted() throws IOException {
        Path wanted = folder.resolve("wanted");
        assertThat(export("--format", "npz", "--trial", trials.get(0).id(), "--out", wanted.toString()))
                .isZero();
        try (Stream<Path> files = Files.list(wanted.resolve("traces"))) {
            assertThat(files).hasSize(1);
        }
        assertThat(out.toString()).contains("1 trial written to " + wanted);
    }

    @Test
    void anUnknownFormatIsToldWithTheKnownOnes() {
        assertThat(export("--format", "xlsx")).isEqualTo(Exit.WRONG_INPUT);
        assertThat(err.toString()).contains("expected npz, mat, csv, tensorboard or safetensors, was 'xlsx'");
    }
}
