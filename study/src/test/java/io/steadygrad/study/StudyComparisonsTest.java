package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.comparison.Comparison;
import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.comparison.Contender;
import io.steadygrad.comparison.LearningRates;
import io.steadygrad.comparison.PairComparison;
import io.steadygrad.comparison.PairVerdict;
import io.steadygrad.store.TrialState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From a study's trials to the comparisons in its summary. */
class StudyComparisonsTest {
    @TempDir
    Path directory;

    private JsonNode summary(String name, int workers) throws Exception {
        Path run = directory.resolve(name);
        // At 0.5 the bare descent converges; at 2.5 it diverges, and the clipped one oscillates.
        new StudyRunner(SmallStudies::descend)
                .run(SmallStudies.descent(8, 0.5, 2.5), run, workers, RunListener.NONE, () -> false);
        return Json.parse(Files.readString(run.resolve("summary.json")));
    }

    @Test
    void theSummaryComparesEveryMethodWithTheBareOptimizerInEverySetting() throws Exception {
        JsonNode json = summary("one", 1);
        List<Comparison> comparisons = ComparisonsJson.read(json.get("comparisons"));
        List<PairComparison> pairs = comparisons.stream()
                .filter(PairComparison.class::isInstance)
                .map(PairComparison.class::cast)
                .toList();
        assertThat(pairs).hasSize(2);
        assertThat(pairs.get(0).baseline()).isEqualTo("plain");
        assertThat(pairs.get(0).method()).isEqualTo("clip");
        assertThat(pairs.get(0).optimizer()).isEqualTo("sgd(lr=0.5)");
        PairComparison large = pairs.get(1);
        assertThat(large.baselineRuns().diverged()).isEqualTo(8);
        assertThat(large.pairs()).as("diverged runs are pairs too").isEqualTo(8);
        assertThat(large.improvement().value()).isEqualTo(1);
        assertThat(large.verdict()).isEqualTo(PairVerdict.BETTER);
        assertThat(large.family()).isEqualTo("parabola, sgd");
    }

    @Test
    void theSummaryKnowsWhereEachMethodDiverges() throws Exception {
        List<LearningRates> rates = ComparisonsJson.read(summary("one", 1).get("comparisons")).stream()
                .filter(LearningRates.class::isInstance)
                .map(LearningRates.class::cast)
                .toList();
        assertThat(rates).extracting(LearningRates::method).containsExactly("plain", "clip");
        assertThat(rates.get(0).noneDiverged()).isEqualTo(0.5);
        assertThat(rates.get(0).frontier()).isEqualTo(LearningRates.Place.WITHIN_TESTED);
        assertThat(rates.get(1).frontier()).isEqualTo(LearningRates.Place.ABOVE_TESTED);
    }

    @Test
    void comparisonsDoNotDependOnTheNumberOfWorkers() throws Exception {
        assertThat(summary("two", 2).get("comparisons"))
                .isEqualTo(summary("one", 1).get("comparisons"));
    }

    @Test
    void aMethodStandsWithTheParametersThatASearchChoseForIt() {
        Cell plain = tuned("plain", "sgd(lr=0.1)", Map.of("optimizer.lr", 0.1));
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("optimizer.lr", 0.01);
        own.put("clip.max_norm", 2L);
        Cell clip = tuned("clip", "sgd(lr=0.01)", own);
        Contender one = Contenders.of(plain, List.of(), Map.of());
        Contender other = Contenders.of(clip, List.of(), Map.of());
        assertThat(other.setting())
                .as("both are compared, each at its own rate")
                .isEqualTo(one.setting());
        assertThat(other.name()).isEqualTo("clip (lr=0.01, max_norm=2)");
        assertThat(one.setting().tuned()).isTrue();
    }

    private static Cell tuned(String method, String optimizer, Map<String, Object> chosen) {
        return new Cell(
                "parabola",
                SmallStudies.parabola(),
                method,
                method,
                method,
                optimizer,
                optimizer,
                chosen,
                List.of(),
                List.copyOf(chosen.keySet()),
                "sgd");
    }

    @Test
    void runsWithoutAnEndAreNotCounted() {
        Trial trial = SmallStudies.descent(1, 0.5).trials().get(0);
        TrialOutcome stopped = new TrialOutcome(
                TrialState.STOPPED, null, Map.of(), false, null, 0.0, 0, 3, 0.1, 2000.0, null, List.of(), List.of());
        assertThat(Contenders.of(trial.cell(), List.of(trial), Map.of(trial.id(), stopped))
                        .results())
                .isEmpty();
    }
}
