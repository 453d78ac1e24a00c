package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code steady replay} on a small study that was really run. */
class ReplayCommandTest {
    private static final String STUDY = """
            study: line
            seeds: 2
            workloads:
              line:
                data: {csv: line.csv, features: [x], target: y, train: 0..3, test: 4..4}
                model: {mlp: {hidden: [3], activation: tanh, output: {units: 1}}}
                loss: mean_squared_error
                batch: 2
                steps: 30
                optimizer: sgd(lr=0.05)
            methods:
              plain: identity
              clip: clip_by_global_norm(0.5)
              auto: autoclip(40)
              tensors: ema_clip(ratio=1.01, beta=0.5)
              skip: skip_large(1.5)
            """;

    @TempDir
    static Path recorded;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path run;

    @BeforeAll
    static void train() throws Exception {
        Files.writeString(recorded.resolve("line.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n4,9\n");
        Path file = Files.writeString(recorded.resolve("line.yaml"), STUDY);
        new StudyRunner(new TrainingRunner())
                .run(StudyReader.read(file), recorded.resolve("run"), 1, RunListener.NONE, () -> false);
    }

    @BeforeEach
    void copy() throws IOException {
        run = folder.resolve("run");
        try (Stream<Path> files = Files.walk(recorded.resolve("run"))) {
            for (Path file : files.toList()) {
                Files.copy(file, run.resolve(recorded.resolve("run").relativize(file)));
            }
        }
    }

    private int replay(String... arguments) {
        String[] all =
                Stream.concat(Stream.of("replay"), Arrays.stream(arguments)).toArray(String[]::new);
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all);
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(out.toString());
    }

    private List<String> ids() throws IOException {
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(run.resolve("summary.json")));
        return summary.path("trials")
                .valueStream()
                .map(trial -> trial.path("id").asString())
                .toList();
    }

    private Path trace(String id) {
        return run.resolve("traces/" + id + ".npz");
    }

    @Test
    void everyTrialHasItsLine() throws Exception {
        assertThat(replay(run.toString(), "clip_by_global_norm(1)"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains(ids()).contains("Open-loop", "thresholds for line", "max_norm=");
    }

    /** Under its own method a run is its own open loop: the replay must repeat what the run recorded. */
    @ParameterizedTest
    @ValueSource(strings = {"clip", "auto", "tensors", "skip"})
    void theRunsOwnMethodDoesWhatItDid(String method) throws Exception {
        JsonNode trials = JsonMapper.shared()
                .readTree(Files.readString(run.resolve("summary.json")))
                .path("trials");
        int acted = 0;
        for (JsonNode trial : trials) {
            if (!trial.path("method").asString().equals(method)) {
                continue;
            }
            String id = trial.path("id").asString();
            out.getBuffer().setLength(0);
            assertThat(replay(run.toString(), trial.path("expression").asString(), "--trial", id, "--json"))
                    .isZero();
            Trace.Steps recordedSteps = TraceFile.read(trace(id)).steps();
            JsonNode steps = json().path("trials").path(0).path("steps");
            assertThat(steps).hasSize(30);
            for (int i = 0; i < 30; i++) {
                boolean engaged = recordedSteps.engaged()[i];
                boolean accepted = recordedSteps.accepted()[i];
                acted += engaged || !accepted ? 1 : 0;
                assertThat(steps.path(i).path("engaged").asBoolean()).isEqualTo(engaged);
                assertThat(steps.path(i).path("accepted").asBoolean()).isEqualTo(accepted);
                if (method.equals("clip")) {
                    assertThat(steps.path(i).path("normAfter").asDouble())
                            .isEqualTo(recordedSteps.normAfter()[i]);
                }
            }
        }
        assertThat(acted).isPositive();
    }

    @Test
    void oneTrialIsToldInFull() throws Exception {
        String id = ids().get(0);
        assertThat(replay(run.toString(), "clip_by_global_norm(0.5)", "--trial", id.substring(0, 7)))
                .isZero();
        assertThat(out.toString())
                .contains("trial " + id + ": line, ran with plain (identity)")
                .contains("of 30 steps", "log10 of the norm", "first engaged", "max_norm=", "Open-loop");
        for (String line : out.toString().lines().toList()) {
            assertThat(line.length()).as(line).isLessThanOrEqualTo(120);
        }
    }

    @Test
    void everyStepOfOneTrialIsInItsJson() throws Exception {
        String id = ids().get(0);
        assertThat(replay(run.toString(), "scale(2)", "--trial", id, "--json")).isZero();
        JsonNode steps = json().path("trials").path(0).path("steps");
        Trace.Steps recordedSteps = TraceFile.read(trace(id)).steps();
        assertThat(steps).hasSize(30);
        assertThat(json().path("expression").asString()).isEqualTo("scale(factor=2.0)");
        for (int i = 0; i < 30; i++) {
            assertThat(steps.path(i).path("normBefore").asDouble())
                    .isEqualTo(recordedSteps.normBefore()[i]);
            assertThat(steps.path(i).path("normAfter").asDouble())
                    .isEqualTo(2 * recordedSteps.normBefore()[i]);
            assertThat(steps.path(i).path("threshold").isNull()).isTrue();
        }
    }

    @Test
    void aMissingOrDamagedTraceIsANoteAndTheOthersGoOn() throws Exception {
        Files.delete(trace(ids().get(0)));
        Files.writeString(trace(ids().get(1)), "not a zip");
        assertThat(replay(run.toString(), "clip_by_global_norm(1)")).isZero();
        assertThat(out.toString())
                .contains("its trace is missing: traces/" + ids().get(0))
                .contains(ids().get(1) + ".npz")
                .contains("Open-loop");

        assertThat(replay(run.toString(), "clip_by_global_norm(1)", "--trial", ids().get(0)))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("steady replay: nothing to replay", ids().get(0) + ": its trace is missing");
    }

    @Test
    void noTraceAtAllIsAMistake() throws Exception {
        for (String id : ids()) {
            Files.delete(trace(id));
        }
        assertThat(replay(run.toString(), "clip_by_global_norm(1)")).isEqualTo(2);
        assertThat(err.toString()).contains("its trace is missing", "so it is with all 10 trials");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatNoTraceCanTellIsRefusedWithTheReason() {
        assertThat(replay(run.toString(), "scale(2) | agc")).isEqualTo(2);
        assertThat(err.toString())
                .contains("'scale(2) | agc' cannot be replayed on a trace: agc needs the norm of every output unit")
                .contains("steady apply");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aWrongExpressionIsShownWithItsColumn() {
        assertThat(replay(run.toString(), "scale(2) | clip_by_globl_norm(1)")).isEqualTo(2);
        assertThat(err.toString()).contains("clip_by_global_norm", "column 12");
    }

    @Test
    void anUnknownTrialIsAnsweredWithThoseThatAre() throws Exception {
        assertThat(replay(run.toString(), "identity", "--trial", "zzz")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no trial 'zzz'")
                .contains(ids().subList(0, 8))
                .contains(", ...");

        assertThat(replay(run.toString(), "identity", "--trial", "")).isEqualTo(2);
        assertThat(err.toString()).contains("beginning of several trials");
    }

    @Test
    void aDirectoryThatIsNoRunIsNamed() throws Exception {
        assertThat(replay(folder.resolve("none").toString(), "identity")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no directory");

        assertThat(replay(folder.toString(), "identity")).isEqualTo(2);
        assertThat(err.toString()).contains("is not the directory of a run");

        Files.writeString(run.resolve("summary.json"), "{\"trials\": [");
        assertThat(replay(run.toString(), "identity")).isEqualTo(2);
        assertThat(err.toString()).contains("summary.json is damaged", "steady report");
    }
}
