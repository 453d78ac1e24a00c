package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code steady rerun} as a user calls it. */
@Tag("launcher")
class RerunCommandTest {
    private static final String STUDY = """
            study: again
            seeds: 2
            workloads:
              digits:
                data: {builtin: digits}
                model: {mlp: {hidden: [16], activation: relu, output: {units: 10, activation: linear}}}
                loss: cross_entropy
                batch: 64
                steps: 60
                optimizer: adam(lr=0.01)
                target: {metric: test_accuracy, at_least: 0.5}
            methods: {clip: clip_by_global_norm(1.0)}
            """;

    @TempDir
    private Path folder;

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void saysWhetherATrialCanBeRepeatedBitByBit() throws Exception {
        Path study = Files.writeString(folder.resolve("study.yaml"), STUDY);
        Outcome run = SteadyProcess.in(folder).run("run", "study.yaml");
        assertThat(run.exit()).as(run.err()).isZero();
        Files.delete(study);
        Path results = folder.resolve("runs/again");
        String id = json(Files.readString(results.resolve("summary.json")))
                .path("trials")
                .get(1)
                .path("id")
                .asString();

        Outcome same = SteadyProcess.in(folder).run("rerun", "runs/again", id.substring(0, 6));
        assertThat(same.err()).isEmpty();
        assertThat(same.exit()).isZero();
        assertThat(same.out())
                .contains("identical: ")
                .contains("versions, machine and git state are those of the record");

        Files.copy( // another trial's trace: every loss differs
                results.resolve("traces")
                        .resolve(json(Files.readString(results.resolve("summary.json")))
                                        .path("trials")
                                        .get(0)
                                        .path("id")
                                        .asString()
                                + ".npz"),
                results.resolve("traces/" + id + ".npz"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Outcome other = SteadyProcess.in(folder).run("rerun", "runs/again", id, "--json");
        assertThat(other.exit()).isEqualTo(1);
        JsonNode told = json(other.out());
        assertThat(told.path("identical").asBoolean()).isFalse();
        assertThat(told.path("firstDifference").path("step").asInt(-1)).isBetween(0, 1);
        assertThat(told.path("differences")
                        .valueStream()
                        .map(each -> each.path("quantity").asString()))
                .contains("loss", "norm_before", "test_loss");

        Outcome none = SteadyProcess.in(folder).run("rerun", "runs/again", "x");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("there is no trial 'x'; this run has ").doesNotContain("\tat ");
    }
}
