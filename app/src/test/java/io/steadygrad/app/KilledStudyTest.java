package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A study has the same summary, but for times, with one worker, with two, and after being killed again and again. */
@Tag("launcher")
class KilledStudyTest {
    private static final String STUDY = """
            study: killed
            seeds: 5
            probes: lr_range(steps=20)
            workloads:
              iris:
                data: {builtin: iris}
                model: {mlp: {hidden: [8], activation: tanh, output: {units: 3, activation: softmax}}}
                loss: cross_entropy
                batch: 16
                steps: 100
                optimizer: sgd
                target: {metric: test_accuracy, at_least: 0.8}
              spirals:
                data: {synthetic: spirals}
                model: {mlp: {hidden: [12], activation: relu, norm: batch, output: {units: 2, activation: softmax}}}
                loss: cross_entropy
                batch: 32
                steps: 100
                optimizer: sgd
                save: best
                faults: [{at_step: 20, scale_batch: 1000}]
            methods:
              plain: identity
              clip: clip_by_global_norm(1.0)
              z: zclip
            grid: {optimizer.lr: [0.1, 1000000]}
            """;
    private static final int TRIALS = 60;

    @TempDir
    private Path folder;

    @Test
    void summariesAreTheSameWhateverHappenedToTheRun() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        JsonNode one = finished("one", "1");
        assertThat(one.path("trials")).hasSize(TRIALS);
        assertThat(one.path("trials")
                        .valueStream()
                        .map(trial -> trial.path("status").asString()))
                .contains("completed", "diverged")
                .doesNotContain("failed");
        assertThat(one.at("/workloads/iris/probes/lr_range/loss")).isNotEmpty();

        Random random = new Random(8);
        int kills = 0;
        for (int trials = 4; trials < TRIALS - 10; trials += 14) {
            Process process =
                    SteadyProcess.in(folder).start(Path.of("/dev/null"), Path.of("/dev/null"), command("killed", "2"));
            await(process, trials);
            Thread.sleep(random.nextInt(40));
            if (process.isAlive()) {
                process.destroyForcibly();
                kills++;
            }
            process.waitFor();
        }
        assertThat(kills).as("killed in the middle").isGreaterThan(2);
        assertThat(finished("killed", "2")).isEqualTo(one);
    }

    private static String[] command(String out, String workers) {
        return new String[] {"run", "study.yaml", "--out", out, "--workers", workers};
    }

    private JsonNode finished(String out, String workers) throws Exception {
        Outcome run = SteadyProcess.in(folder).run(command(out, workers));
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve(out + "/summary.json")));
        assertThat(withoutTimes(summary)).as("times to be left out").isPositive();
        return summary;
    }

    private void await(Process process, int trials) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (process.isAlive() && traces() < trials) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private long traces() {
        try (var files = Files.list(folder.resolve("killed/traces"))) {
            return files.filter(file -> file.toString().endsWith(".npz")).count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Removes every number of seconds, and says how many there were. */
    private static int withoutTimes(JsonNode node) {
        int removed = 0;
        if (node instanceof ObjectNode object) {
            var times = object.propertyNames().stream()
                    .filter(name -> name.toLowerCase(java.util.Locale.ROOT).contains("second"))
                    .toList();
            object.remove(times);
            removed += times.size();
            for (var entry : object.properties()) {
                removed += withoutTimes(entry.getValue());
            }
        } else if (node instanceof ArrayNode array) {
            for (JsonNode item : array) {
                removed += withoutTimes(item);
            }
        }
        return removed;
    }
}
