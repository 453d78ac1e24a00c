package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Studies on a real Spark cluster: the same numbers as here, whatever happens to its workers. */
@Tag("launcher")
class SparkTest {
    private static final String STUDY = """
            study: on-spark
            seeds: 4
            methods: {plain: identity, clip: clip_by_global_norm(1.0)}
            workloads:
              table:
                data: {csv: rows.csv, target: y}
                model: {mlp: {hidden: [8], activation: tanh, output: {units: 1}}}
                loss: mean_squared_error
                batch: 10
                steps: 400
                optimizer: sgd(lr=0.1)
                save: final
              wild:
                data: {csv: rows.csv, target: y}
                model: {mlp: {hidden: [8, 8], activation: relu, output: {units: 1}}}
                loss: mean_squared_error
                batch: 10
                steps: 400
                optimizer: sgd(lr=50)
                save: final
            """;

    @TempDir
    private Path folder;

    @Test
    void numbersAreThoseOfALocalRunThoughAWorkerDiesOnTheWay() throws Exception {
        writeStudy();
        List<JsonNode> local =
                finished(SteadyProcess.in(folder).run("run", "study.yaml", "--out", "local"), "local", 16);
        assertThat(local).extracting(trial -> trial.path("status").asString()).contains("completed", "diverged");
        try (SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"), 2)) {
            Process process = SteadyProcess.in(folder)
                    .start(
                            folder.resolve("out.txt"),
                            folder.resolve("err.txt"),
                            "run",
                            "study.yaml",
                            "--out",
                            "spark",
                            "--spark",
                            cluster.master());
            await(process, 1);
            cluster.killWorker(0);
            assertThat(process.waitFor())
                    .as(Files.readString(folder.resolve("err.txt")))
                    .isZero();
            Outcome outcome = new Outcome(0, "", "");
            assertThat(finished(outcome, "spark", 16)).isEqualTo(local);
            assertThat(files("spark/traces")).hasSize(16);
            assertThat(files("spark/weights")).hasSameSizeAs(files("local/weights"));
            assertThat(Files.readString(folder.resolve("err.txt"))).doesNotContain("SLF4J", "Exception");
        }
    }

    /** Two executors with one core each are one rank each. */
    @Test
    void ranksOfATrialAreTasksThatRunTogether() throws Exception {
        writeStudy();
        Files.writeString(
                folder.resolve("study.yaml"),
                STUDY.replace("seeds: 4", "seeds: 1").replace("    save: final", "    save: final\n    ranks: 2"));
        List<JsonNode> local =
                finished(SteadyProcess.in(folder).run("run", "study.yaml", "--out", "local"), "local", 4);
        try (SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"), 2)) {
            Outcome spark = SteadyProcess.in(folder)
                    .with("STEADY_OPTS", "-XX:ActiveProcessorCount=9")
                    .run("run", "study.yaml", "--out", "spark", "--spark", cluster.master());
            assertThat(finished(spark, "spark", 4)).isEqualTo(local);
            JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve("spark/summary.json")));
            assertThat(summary.at("/environment/processors").asInt())
                    .as("the driver's")
                    .isEqualTo(9);
            assertThat(summary.path("environments"))
                    .as("the executors', which the driver's flag does not reach")
                    .singleElement()
                    .matches(executor -> executor.path("processors").asInt()
                            == Runtime.getRuntime().availableProcessors());
            assertThat(files("spark/weights")).hasSameSizeAs(files("local/weights"));
            assertThat(files("spark/traces")).hasSize(4);
        }
    }

    @Test
    void aMasterThatIsNotThereIsToldAtOnce() throws Exception {
        writeStudy();
        Outcome outcome =
                SteadyProcess.in(folder).run("run", "study.yaml", "--out", "x", "--spark", "spark://127.0.0.1:1");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("No Spark master answers at spark://127.0.0.1:1");
        outcome = SteadyProcess.in(folder).run("run", "study.yaml", "--out", "x", "--spark", "127.0.0.1:7077");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("spark://HOST:PORT").doesNotContain("Exception");
    }

    private void writeStudy() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        StringBuilder rows = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 100; i++) {
            double a = i % 10 / 10.0;
            double b = i / 10 / 10.0;
            rows.append(String.format(Locale.ROOT, "%.1f,%.1f,%.3f%n", a, b, a * b));
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
    }

    /** The trials of a finished run, without what time and place decide. */
    private List<JsonNode> finished(Outcome outcome, String out, int number) throws IOException {
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve(out + "/summary.json")));
        List<JsonNode> trials = new ArrayList<>();
        for (JsonNode trial : summary.path("trials")) {
            ((ObjectNode) trial).remove(List.of("seconds", "stepsPerSecond", "environment"));
            trials.add(trial);
        }
        assertThat(trials).hasSize(number);
        return trials;
    }

    private void await(Process process, int traces) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (process.isAlive() && traces() < traces) {
            assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as("the run goes on").isTrue();
    }

    private List<Path> files(String name) throws IOException {
        try (var files = Files.list(folder.resolve(name))) {
            return files.toList();
        }
    }

    private long traces() {
        try (var files = Files.list(folder.resolve("spark/traces"))) {
            return files.filter(file -> file.toString().endsWith(".npz")).count();
        } catch (IOException notYet) {
            return 0;
        }
    }
}
