package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Trials of a real run, trained again from what its directory keeps. */
class RerunTest {
    private static final String STUDY = """
            study: again
            seeds: [3, 8]
            workloads:
              points:
                data: {csv: points.csv, features: [a, b], target: y, train: 0..59, test: 60..79}
                preprocess: [standardize]
                model: {mlp: {hidden: [6], activation: tanh, init: glorot_normal, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 16
                epochs: 6
                faults: [{flip_labels: 0.1}, {at_step: 5, scale_batch: 40}]
                regularizer: l2(0.001)
                save: final
                target: {metric: test_accuracy, at_least: 0.7}
            optimizers: [adam(lr=0.01), sgd]
            methods:
              plain: identity
              clip: zclip(warmup=3)
            grid: {optimizer.lr: [0.02, 1e9], clip.z: [2.5], model.hidden: [[6], [4, 4]]}
            """;

    @TempDir
    Path folder;

    private Path run;
    private JsonNode summary;

    @BeforeEach
    void train() throws IOException {
        StringBuilder points = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 80; i++) {
            double a = Math.sin(i * 1.7);
            double b = Math.cos(i * 0.9) * 3;
            points.append(a)
                    .append(',')
                    .append(b)
                    .append(',')
                    .append(a * b > 0.1 ? 1 : 0)
                    .append('\n');
        }
        Files.writeString(folder.resolve("points.csv"), points);
        Path file = Files.writeString(folder.resolve("study.yaml"), STUDY);
        run = folder.resolve("run");
        Study study = StudyReader.read(file);
        new StudyRunner(new TrainingRunner()).run(study, run, 1, RunListener.NONE, () -> false);
        summary = Json.parse(Files.readString(run.resolve("summary.json")));
        Files.delete(file);
    }

    private Rerun again(String id) throws IOException {
        return Rerun.of(run, id, text -> new TrainingRunner(), (step, loss) -> {}, () -> false);
    }

    private List<String> ids() {
        return summary.path("trials")
                .valueStream()
                .map(t -> t.path("id").asString())
                .toList();
    }

    @Test
    void everyTrialIsIdenticalWithoutItsStudyFile() throws IOException {
        assertThat(ids()).hasSize(32);
        for (JsonNode trial : summary.path("trials")) {
            Rerun rerun = again(trial.path("id").asString());
            assertThat(rerun.differences()).as(trial.toString()).isEmpty();
            assertThat(rerun.identical()).isTrue();
            assertThat(rerun.changes()).isEmpty();
            assertThat(rerun.trial().shortId()).isEqualTo(trial.path("id").asString());
            assertThat(rerun.numbers()).isGreaterThan(9L * trial.path("steps").asLong());
        }
        assertThat(summary.path("trials")
                        .valueStream()
                        .map(t -> t.path("status").asString()))
                .as("some of them diverged")
                .contains("completed", "diverged");
    }

    @Test
    void trialsOfASearchAreIdenticalToo() throws IOException {
        Path file = Files.writeString(folder.resolve("search.yaml"), """
                study: searched
                seeds: 2
                workloads:
                  flowers:
                    data: {builtin: iris}
                    model: {mlp: {hidden: [4], activation: tanh, output: {units: 3, activation: softmax}}}
                    loss: cross_entropy
                    batch: 16
                    steps: 18
                    optimizer: sgd
                methods: {plain: identity}
                search: {sampler: random(trials=3), seeds: 1, space: {optimizer.lr: "log(0.001, 1)"}}
                """);
        run = folder.resolve("searched");
        new StudyRunner(new TrainingRunner()).run(StudyReader.read(file), run, 1, RunListener.NONE, () -> false);
        Files.delete(file);
        summary = Json.parse(Files.readString(run.resolve("summary.json")));
        assertThat(summary.path("trials").valueStream().map(t -> t.path("phase").asString()))
                .contains("tuning", "final");
        for (String id : ids()) {
            Rerun rerun = again(id);
            assertThat(rerun.differences()).isEmpty();
            assertThat(rerun.trial().shortId()).isEqualTo(id);
            boolean tuning = rerun.trial().phase() == Phase.TUNING;
            assertThat(rerun.compared().contains("loss and norms of every step"))
                    .as("a trial that only chose has no trace")
                    .isEqualTo(!tuning);
            assertThat(rerun.compared()).noneMatch(part -> tuning && part.contains("test_"));
        }
    }

    @Test
    void theFirstStepWithAnotherNumberIsTold() throws IOException {
        String id = ids().get(0);
        Path trace = run.resolve("traces/" + id + ".npz");
        Map<String, NdArray> arrays = new LinkedHashMap<>(NpzFile.read(trace));
        double[] losses = arrays.get("loss").toDoubles();
        double was = losses[6];
        losses[6] = Math.nextUp(was);
        losses[9] = Double.NaN;
        arrays.put("loss", NdArray.of(losses, List.of(losses.length)));
        NpzFile.writeCompressed(trace, arrays);

        Rerun rerun = again(id.substring(0, 9));
        assertThat(rerun.identical()).isFalse();
        assertThat(rerun.differences()).containsExactly(new Difference(7L, "loss", Math.nextUp(was), was, 2));
    }

    @Test
    void finalNumbersAreCompared() throws Exception {
        String id = ids().get(0);
        change(id, result -> {
            ((ObjectNode) result.get("metrics")).put("test_loss", 0.25);
            result.put("stepsToTarget", 77);
            ((ObjectNode) result.get("control")).put("rejectedSteps", 3);
            result.put("seconds", 1e6);
            result.put("stepsPerSecond", 0.5);
        });
        assertThat(again(id).differences())
                .extracting(Difference::quantity)
                .containsExactly("metrics.test_loss", "stepsToTarget", "control.rejectedSteps");
    }

    @Test
    void savedWeightsAreCompared() throws IOException {
        String id = ids().get(0);
        Path file = run.resolve("weights/" + id + ".npz");
        Map<String, NdArray> arrays = new LinkedHashMap<>(NpzFile.read(file));
        float[] bias = arrays.get("hidden.0.bias").toFloats();
        bias[2] = Math.nextDown(bias[2]);
        arrays.put("hidden.0.bias", NdArray.of(bias, List.of(bias.length)));
        NpzFile.write(file, arrays);
        assertThat(again(id).differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.quantity()).isEqualTo("weights hidden.0.bias"));
    }

    @Test
    void whatIsNotAsItWasIsTold() throws Exception {
        String id = ids().get(0);
        change(id, result -> {
            ObjectNode environment = (ObjectNode) result.get("record").get("environment");
            environment.put("java", "1.4");
            ((ObjectNode) environment.get("natives")).put("cpu", "SSE9");
        });
        Rerun rerun = again(id);
        assertThat(rerun.identical()).isTrue();
        assertThat(rerun.changes())
                .contains(new Rerun.Change("java", "1.4", System.getProperty("java.version")))
                .extracting(Rerun.Change::name)
                .containsExactly("natives.cpu", "java");
    }

    @Test
    void aRecordSaysEverythingThatDecidesItsTrial() throws IOException {
        JsonNode record;
        try (SqliteStore store = SqliteStore.open(run.resolve("steadygrad.db"))) {
            record = Json.parse(store.trials().get(0).result()).get("record");
        }
        assertThat(record.path("data").path("files").properties())
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.getKey())
                            .isEqualTo(folder.resolve("points.csv").toString());
                    assertThat(file.getValue().asString()).hasSize(64);
                });
        assertThat(record.path("data").path("digest").asString()).hasSize(64);
        assertThat(record.path("seed").asLong()).isIn(3L, 8L);
        assertThat(record.path("threads").asInt()).isOne();
        JsonNode environment = record.path("environment");
        for (String name : List.of("steadygrad", "engine", "java", "vm", "os", "processor", "kernels")) {
            assertThat(environment.path(name).asString()).as(name).isNotBlank();
        }
        for (String name : List.of("libtorch", "openblas", "onednn", "cpu")) {
            assertThat(environment.path("natives").path(name).asString())
                    .as(name)
                    .isNotBlank()
                    .isNotEqualTo("unknown");
        }
        assertThat(environment.path("git").isNull()).as("no repository here").isTrue();
        assertThat(summary.path("environments").size()).isEqualTo(1);
        assertThat(summary.path("environments").get(0)).isEqualTo(environment);
        assertThat(summary.path("trials").get(5).path("environment").asInt(-1)).isZero();
    }

    @Test
    void dataThatHaveChangedAreRefused() throws IOException {
        Path points = folder.resolve("points.csv");
        String text = Files.readString(points);
        Files.writeString(points, text + "0,0,1\n");
        assertThatThrownBy(() -> again(ids().get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points.csv: its SHA-256 was ");
        Files.delete(points);
        assertThatThrownBy(() -> again(ids().get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points.csv: there is no such file any more");
        Files.writeString(points, text);
        assertThat(again(ids().get(0)).identical()).isTrue();
    }

    @Test
    void aTrialThatIsNotThereIsAnsweredWithTheNearest() {
        String id = ids().get(0);
        char wrong = id.charAt(5) == '0' ? '1' : '0';
        assertThatThrownBy(() -> again(id.substring(0, 5) + wrong + id.substring(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean '" + id + "'?");
        assertThatThrownBy(() -> again("")).hasMessageContaining("is the beginning of several trials");
        assertThatThrownBy(() -> Rerun.of(folder, id, text -> new TrainingRunner(), (step, loss) -> {}, () -> false))
                .hasMessageContaining("holds no steadygrad.db");
    }

    @Test
    void withoutItsTraceATrialCannotBeCompared() throws IOException {
        String id = ids().get(0);
        Files.delete(run.resolve("traces/" + id + ".npz"));
        assertThatThrownBy(() -> again(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void aRerunCanBeStopped() {
        assertThatThrownBy(
                        () -> Rerun.of(run, ids().get(0), text -> new TrainingRunner(), (step, loss) -> {}, () -> true))
                .isInstanceOf(Rerun.Stopped.class);
    }

    private void change(String id, java.util.function.Consumer<ObjectNode> change) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + run.resolve("steadygrad.db"));
                var read = connection.prepareStatement("SELECT result FROM trial WHERE id LIKE ?");
                var write = connection.prepareStatement("UPDATE trial SET result = ? WHERE id LIKE ?")) {
            read.setString(1, id + "%");
            ObjectNode result;
            try (var rows = read.executeQuery()) {
                rows.next();
                result = (ObjectNode) Json.parse(rows.getString(1));
            }
            change.accept(result);
            write.setString(1, Json.compact(result));
            write.setString(2, id + "%");
            write.executeUpdate();
        }
    }
}
