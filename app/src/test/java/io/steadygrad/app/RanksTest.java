package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trials that several ranks train together, as a user runs them: on this host, and on two, which are network namespaces. */
@Tag("launcher")
@Timeout(400)
class RanksTest {
    private static final String STUDY = """
            study: together
            workloads:
              digits:
                data: {builtin: digits}
                model: {mlp: {hidden: [200], activation: tanh, output: {units: 10, activation: softmax}}}
                loss: cross_entropy
                batch: 50
                steps: %d
                optimizer: adam(lr=0.001)
            methods: {clip: clip_by_global_norm(1)}
            grid: {ranks: %s}
            """;

    @TempDir
    private Path folder;

    private JsonNode trials(String run) throws Exception {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(run + "/summary.json")))
                .path("trials");
    }

    /** By how many ranks trained it. */
    private Map<Integer, JsonNode> completed(String run) throws Exception {
        Map<Integer, JsonNode> trials = new HashMap<>();
        for (JsonNode trial : trials(run)) {
            assertThat(trial.path("status").asString()).as("%s", trial).isEqualTo("completed");
            trials.put(trial.at("/hyperparameters/ranks").asInt(), trial);
        }
        return trials;
    }

    @Test
    void aStudyTrainsByRanksWhatOneProcessTrainsAndCanRepeatIt() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY.formatted(100, "[1, 2, 3]"));
        Outcome run = SteadyProcess.in(folder).run("run", "study.yaml", "--out", "run", "--workers", "1");
        assertThat(run.exit()).as(run.err()).isZero();
        Map<Integer, JsonNode> trials = completed("run");
        JsonNode alone = trials.get(1).path("metrics");
        for (int ranks = 2; ranks <= 3; ranks++) {
            JsonNode together = trials.get(ranks).path("metrics");
            for (String metric : alone.propertyNames()) {
                double value = alone.path(metric).asDouble();
                assertThat(together.path(metric).asDouble())
                        .as("%s with %d ranks", metric, ranks)
                        .isCloseTo(value, within(1e-5 * value));
            }
            String id = trials.get(ranks).path("id").asString();
            Outcome again = SteadyProcess.in(folder).run("rerun", "run", id);
            assertThat(again.exit()).as(again.out() + again.err()).isZero();
            assertThat(again.out()).contains("identical: ");
        }
    }

    /** The rank on the other host is killed on the way, and another one takes its place. */
    @Test
    void ranksOnTwoHostsTrainWhatRanksOnOneTrain() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY.formatted(1500, "[2]"));
        Outcome here = SteadyProcess.in(folder).run("run", "study.yaml", "--out", "here");
        assertThat(here.exit()).as(here.err()).isZero();
        try (NetworkNamespaces hosts = NetworkNamespaces.two(folder)) {
            String master = hosts.address(0) + ":29500";
            String[] rank = {"rank", "--master", master, "--rank", "1", "--ranks", "2", "--wait", "10"};
            SteadyProcess other = SteadyProcess.in(folder).launcher(hosts.launcher(1));
            Process first = other.start(folder.resolve("1.out"), folder.resolve("1.err"), rank);
            Process run = SteadyProcess.in(folder)
                    .launcher(hosts.launcher(0))
                    .start(
                            folder.resolve("0.out"),
                            folder.resolve("0.err"),
                            "run",
                            "study.yaml",
                            "--out",
                            "apart",
                            "--master",
                            master);
            awaitState(run);
            assertThat(first.destroyForcibly().waitFor()).isEqualTo(137);
            Outcome second = other.run(rank);
            assertThat(run.waitFor())
                    .as(Files.readString(folder.resolve("0.err")))
                    .isZero();
            assertThat(second.exit()).as(second.err()).isZero();
            assertThat(second.out()).contains(" completed after 1500 steps").contains("leaving after 1 trial");
        }
        assertThat(completed("apart").get(2).path("metrics"))
                .isEqualTo(completed("here").get(2).path("metrics"));
    }

    private void awaitState(Process run) throws Exception {
        while (!Files.isDirectory(folder.resolve("apart/snapshots")) || isEmpty(folder.resolve("apart/snapshots"))) {
            assertThat(run.isAlive())
                    .as(Files.readString(folder.resolve("0.err")) + Files.readString(folder.resolve("1.out")))
                    .isTrue();
            Thread.sleep(10);
        }
    }

    private static boolean isEmpty(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return files.noneMatch(file -> file.toString().endsWith(".safetensors"));
        }
    }

    @Test
    void aRankThatCannotBeIsRefusedAtOnce() throws Exception {
        Outcome zero = SteadyProcess.in(folder).run("rank", "--master", "127.0.0.1:1", "--rank", "0", "--ranks", "2");
        assertThat(zero.exit()).isEqualTo(2);
        assertThat(zero.err()).contains("from 1 to the number of ranks less 1").contains("rank 0 of 2");
        Outcome place = SteadyProcess.in(folder).run("rank", "--master", "nowhere", "--rank", "1", "--ranks", "2");
        assertThat(place.exit()).isEqualTo(2);
        assertThat(place.err()).contains("HOST:PORT").contains("'nowhere'");
    }
}
