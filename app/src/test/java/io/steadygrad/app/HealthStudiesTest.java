package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.app.SteadyProcess.Outcome;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Symptom;
import io.steadygrad.study.StudyReader;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The studies of sick and healthy runs: what is said to be wrong with each, and a few of them in small. */
@Tag("launcher")
class HealthStudiesTest {
    private static final Path STUDIES = SteadyProcess.REPOSITORY.resolve("studies/health");

    /** Two of the sick ones and two of the healthy ones, short. */
    private static final String SMALL = """
            study: small
            methods: {plain: identity}
            workloads:
              negative-bias: &circle
                data: {synthetic: "circles(rows=300, test_rows=200, noise=0.1, factor=0.5)"}
                model: {mlp: {hidden: [16, 16], activation: relu, init: he_uniform, bias: -9, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 32
                steps: 400
                optimizer: adam(lr=0.01)
                target: {metric: test_accuracy, at_least: 0.8}
              nan-cell: &sound
                <<: *circle
                model: {mlp: {hidden: [16, 16], activation: relu, init: he_uniform, output: {units: 1, activation: sigmoid}}}
                faults: [{at_step: 90, nan_cell: true}]
              sound: {<<: *sound, faults: []}
              zero-output:
                <<: *sound
                model: {mlp: {hidden: [16, 16], activation: tanh, init: he_uniform, output: {units: 1, activation: sigmoid, init: zeros}}}
                faults: []
            accept:
              - {workload: [negative-bias, nan-cell], misses_target: true}
              - {workload: [sound, zero-output], reaches_target: true}
            """;

    @TempDir
    private Path folder;

    @Test
    void everyWorkloadHasOneTruthInWordsThatTheProgramKnows() throws Exception {
        Map<String, String[]> truths = new LinkedHashMap<>();
        for (String line : Files.readAllLines(STUDIES.resolve("truths.csv")).stream()
                .skip(1)
                .toList()) {
            String[] cells = line.split(",", -1);
            assertThat(cells).as(line).hasSize(7);
            assertThat(truths.put(cells[0], cells))
                    .as("named twice: " + cells[0])
                    .isNull();
        }
        for (String study : new String[] {"sick", "healthy", "held-out-sick", "held-out-healthy"}) {
            for (String workload : workloads(STUDIES.resolve(study + ".yaml"))) {
                String[] truth = truths.remove(workload);
                assertThat(truth).as(workload).isNotNull();
                assertThat(truth[6]).as(workload).isEqualTo(study.startsWith("held-out") ? "held-out" : "tuned");
                if (study.endsWith("healthy")) {
                    assertThat(truth[1]).as(workload).isEqualTo("healthy");
                } else {
                    assertThat(truth[1].split("\\|")).as(workload).allMatch(HealthStudiesTest::isSymptom);
                    assertThat(truth[4]).as(workload).isIn("yes", "no", "structural");
                }
            }
        }
        assertThat(truths).as("truths of no workload").isEmpty();
    }

    @Test
    void tellsSickFromHealthy() throws Exception {
        Map<String, JsonNode> trials = run();

        assertThat(leading(trials.get("negative-bias"))).isEqualTo("dead_units");
        assertThat(leading(trials.get("nan-cell"))).isEqualTo("non_finite");
        assertThat(leading(trials.get("sound"))).isEqualTo("none");
        assertThat(leading(trials.get("zero-output"))).isEqualTo("none");
    }

    @Test
    void curesTheSickAndDoesNotTouchTheHealthy() throws Exception {
        Map<String, JsonNode> plain = run();
        Map<String, JsonNode> repaired = run("--repair");

        for (String healthy : List.of("sound", "zero-output")) {
            assertThat(repaired.get(healthy).get("repairs")).as(healthy).isEmpty();
            assertThat(steps(repaired.get(healthy), "run1")).as(healthy).isEqualTo(steps(plain.get(healthy), "run0"));
        }
        for (String sick : List.of("negative-bias", "nan-cell")) {
            assertThat(repaired.get(sick).get("repairs")).as(sick).isNotEmpty();
            assertThat(repaired.get(sick).get("reachedTarget").asBoolean())
                    .as(sick)
                    .isTrue();
        }
    }

    /** Loss and gradient norm of every step, bit for bit. */
    private List<Double> steps(JsonNode trial, String run) throws IOException {
        Trace.Steps steps = TraceFile.read(
                        folder.resolve(run).resolve(trial.get("trace").asString()))
                .steps();
        return DoubleStream.concat(DoubleStream.of(steps.loss()), DoubleStream.of(steps.normBefore()))
                .boxed()
                .toList();
    }

    /** The first verdict of a trial; hints are none. */
    private static String leading(JsonNode trial) {
        for (JsonNode diagnosis : trial.get("diagnoses")) {
            if (diagnosis.get("confidence").asDouble() >= 0.5) {
                return diagnosis.get("symptom").asString();
            }
        }
        return "none";
    }

    private Map<String, JsonNode> run(String... more) throws Exception {
        Files.writeString(folder.resolve("small.yaml"), SMALL);
        Path out = folder.resolve("run" + more.length);
        String[] arguments = Stream.concat(
                        Stream.of("run", "small.yaml", "--workers", "1", "--out", out.toString()), Stream.of(more))
                .toArray(String[]::new);
        Outcome outcome = SteadyProcess.in(folder).run(arguments);
        Map<String, JsonNode> trials = new LinkedHashMap<>();
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(out.resolve("summary.json")));
        summary.get("trials").forEach(trial -> trials.put(trial.get("workload").asString(), trial));
        assertThat(more.length > 0 || outcome.exit() == 0).as(outcome.err()).isTrue();
        return trials;
    }

    private static Iterable<String> workloads(Path study) throws IOException {
        return StudyReader.read(study).all().stream()
                .map(trial -> trial.cell().workload())
                .distinct()
                .toList();
    }

    private static boolean isSymptom(String word) {
        return Stream.of(Symptom.values())
                .anyMatch(symptom -> symptom.toString().equals(word));
    }
}
