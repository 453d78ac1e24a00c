package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Models;
import io.steadygrad.spec.Call;
import io.steadygrad.store.SqliteStore;
import io.steadygrad.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a study measures of its workloads beside their trials. */
class ProbesTest {
    /** The largest eigenvalue of DeepOBS' quadratic_deep. */
    private static final double LAMBDA = 53.12902;

    private static final String STUDY = """
            study: probed
            probes: [sharpness, lr_range(steps=60)]
            workloads:
              bowl:
                data: {synthetic: quadratic}
                model: quadratic
                loss: mean_squared_error
                batch: 128
                steps: 30
                optimizer: sgd(lr=0.01, momentum=0.5)
              explodes:
                data: {synthetic: quadratic}
                model: quadratic
                loss: mean_squared_error
                steps: 600
                optimizer: sgd(lr=0.2)
                probes: sharpness(tolerance=1e-3)
              bare:
                data: {builtin: iris}
                model: {mlp: {hidden: [3], output: {units: 3}}}
                loss: cross_entropy
                steps: 3
                optimizer: adam(lr=0.01)
                probes: none
            methods: {clip: clip_by_global_norm(1), plain: identity}
            """;

    @TempDir
    Path folder;

    private Study read(String text) throws IOException {
        return StudyReader.read(Files.writeString(folder.resolve("study.yaml"), text));
    }

    private JsonNode run(Study study, String name) throws IOException {
        Path run = folder.resolve(name);
        new StudyRunner(new TrainingRunner()).run(study, run, 2, RunListener.NONE, () -> false);
        return workloads(run);
    }

    private static JsonNode workloads(Path run) throws IOException {
        return Json.parse(Files.readString(run.resolve("summary.json"))).get("workloads");
    }

    @Test
    void sharpnessAndTheRangeOfRatesOfAKnownQuadratic() throws IOException {
        JsonNode workloads = run(read(STUDY), "run");

        JsonNode sharpness = workloads.at("/bowl/probes/sharpness");
        assertThat(sharpness.path("status").asString()).isEqualTo("completed");
        for (String when : new String[] {"initial", "final"}) {
            JsonNode at = sharpness.path(when);
            assertThat(at.path("eigenvalue").asDouble()).as(when).isCloseTo(LAMBDA, within(1e-5));
            assertThat(at.path("converged").asBoolean()).isTrue();
            assertThat(at.at("/limits/sgd").asDouble()).isCloseTo(2 / LAMBDA, within(1e-7));
            assertThat(at.at("/limits/momentum").asDouble())
                    .as("the optimizer's own")
                    .isEqualTo(0.5);
            assertThat(at.at("/limits/heavyBall").asDouble()).isCloseTo(3 / LAMBDA, within(1e-7));
        }
        assertThat(sharpness.at("/initial/step").asLong()).isZero();
        assertThat(sharpness.at("/final/step").asLong()).isEqualTo(30);

        JsonNode range = workloads.at("/bowl/probes/lr_range");
        assertThat(range.path("probe").asString()).isEqualTo("lr_range(from=1e-6, to=10.0, steps=60)");
        JsonNode rate = range.path("rate");
        assertThat(rate.get(0).asDouble()).isEqualTo(1e-6);
        assertThat(rate.get(59) == null || rate.get(59).asDouble() == 10).isTrue();
        assertThat(rate.get(10).asDouble() / rate.get(9).asDouble()).isCloseTo(Math.pow(1e7, 1 / 59.0), within(1e-9));
        assertThat(range.path("loss").size()).isEqualTo(rate.size());
        assertThat(range.path("steepestRate").asDouble()).isBetween(1e-4, 2 / LAMBDA);
        assertThat(range.path("divergenceRate").asDouble())
                .as("above the limit; a few steps pass before the growth shows")
                .isBetween(2 / LAMBDA, 10 * 2 / LAMBDA);

        JsonNode exploding = workloads.at("/explodes/probes/sharpness");
        assertThat(exploding.at("/initial/eigenvalue").asDouble()).isCloseTo(LAMBDA, within(0.01));
        assertThat(exploding.at("/initial/limits/momentum").asDouble()).isEqualTo(0.9);
        assertThat(exploding.get("final").isNull()).isTrue();
        assertThat(exploding.path("reason").asString()).startsWith("the training diverged at step ");
        assertThat(workloads.at("/explodes/probes").has("lr_range")).isFalse();
        assertThat(workloads.get("bare").has("probes")).isFalse();
    }

    @Test
    void theSameNumbersAgainAndNothingIsMeasuredTwice() throws Exception {
        String text = STUDY.replace("600", "60").replace("lr_range(steps=60)", "lr_range(steps=20)");
        JsonNode once = run(read(text), "one");
        JsonNode other = run(read(text), "two");
        assertThat(other).isEqualTo(once);

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("one/steadygrad.db"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE probe SET result = replace(result, '\"iterations\":', '\"marked\":')"))
                    .isEqualTo(3);
        }
        JsonNode kept = run(read(text), "one");
        assertThat(kept.at("/bowl/probes/sharpness/initial").has("marked")).isTrue();
        JsonNode changed = run(read(text.replace("lr=0.01", "lr=0.02")), "one");
        assertThat(changed.at("/bowl/probes/sharpness/initial").has("marked")).isFalse();
        assertThat(changed.at("/explodes/probes/sharpness/initial").has("marked"))
                .isTrue();
    }

    @Test
    void aRunThatIsStoppedKeepsNoHalfMeasurement() throws Exception {
        Study study = read(STUDY.replace("600", "60"));
        Path run = folder.resolve("run");
        new StudyRunner((trial, directory, watcher, stop) -> SmallStudies.descend(
                        SmallStudies.descent(1, 0.1).trials().get(0), directory, watcher, () -> false))
                .run(study, run, 1, RunListener.NONE, new java.util.function.BooleanSupplier() {
                    private int asked;

                    @Override
                    public boolean getAsBoolean() {
                        return ++asked > 60; // somewhere in the middle of the probes
                    }
                });
        try (SqliteStore store = SqliteStore.open(run.resolve("steadygrad.db"))) {
            store.probes().values().forEach(result -> assertThat(result).contains("\"status\":\"completed\""));
            assertThat(store.probes().size()).isLessThan(3);
        }
        JsonNode whole = run(study, "run");
        assertThat(whole.at("/bowl/probes")).hasSize(2);
        StudyRunner.summarize(run);
        assertThat(workloads(run)).isEqualTo(whole);
    }

    /** A network of somebody's own that is not made for float64, and can break. */
    public static final class Fickle implements ModelSpec {
        static boolean broken;

        @Override
        public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
            if (broken || type == Elements.Type.FLOAT64) {
                throw new IllegalStateException("no such network today");
            }
            return Models.catalog().make(Call.parse("quadratic(dim=3)")).build(inputShape, seed, type);
        }
    }

    @Test
    void aProbeThatFailsIsToldAndMeasuredAgainNextTime() throws IOException {
        Study study = read("""
                study: fickle
                probes: sharpness
                workloads:
                  own:
                    data: {synthetic: quadratic, dim: 3, rows: 20, test_rows: 5}
                    model: {java: io.steadygrad.study.ProbesTest$Fickle}
                    loss: mean_squared_error
                    steps: 2
                    optimizer: sgd(lr=0.001)
                methods: {plain: identity}
                """);
        Path run = folder.resolve("run");
        List<String> measured = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void probing(String workload, String probe) {
                measured.add(probe + " of " + workload);
            }
        };
        TrialRunner runner = (trial, directory, watcher, stop) -> {
            TrialOutcome outcome = new TrainingRunner().run(trial, directory, watcher, stop);
            Fickle.broken = true;
            return outcome;
        };
        RunResult failed = new StudyRunner(runner).run(study, run, 1, listener, () -> false);
        Fickle.broken = false;
        assertThat(failed.failures())
                .singleElement()
                .asString()
                .contains("own, probe sharpness")
                .contains("no such network");

        RunResult mended = new StudyRunner(runner).run(study, run, 1, listener, () -> false);
        assertThat(mended.failures()).isEmpty();
        assertThat(measured).containsExactly("sharpness of own", "sharpness of own");
        JsonNode initial = workloads(run).at("/own/probes/sharpness/initial");
        assertThat(initial.path("type").asString()).isEqualTo("float32");
        assertThat(initial.path("eigenvalue").asDouble()).isPositive();
    }

    @Test
    void theResolvedStudyAsksForTheSame() throws IOException {
        Study study = read(STUDY);
        assertThat(StudyReader.parse(study.resolved(), "resolved", folder.resolve("x.yaml"), new Datasets())
                        .workloads()
                        .get("bowl")
                        .probes())
                .containsOnlyKeys(
                        "sharpness(iterations=200, tolerance=0.00001)", "lr_range(from=1e-6, to=10.0, steps=60)");
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThatThrownBy(() -> read(STUDY.replace(
                        "probes: [sharpness, lr_range(steps=60)]", "probes: [sharpnes, lr_range(steps=2)]")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("study.yaml:2:10")
                .hasMessageContaining("did you mean 'sharpness'?")
                .hasMessageContaining("study.yaml:2:29")
                .hasMessageContaining("'steps' must be at least 10, not 2");
        assertThatThrownBy(() -> read(STUDY.replace("probes: none", "probes: [sharpness, sharpness(tolerance=0.1)]")))
                .hasMessageContaining("sharpness stands twice");
    }
}
