package io.steadygrad.comparison;

import static io.steadygrad.comparison.Samples.accuracy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonsJsonTest {
    private static final double NAN = Double.NaN;

    private static List<Comparison> all() {
        List<Contender> contenders = new ArrayList<>();
        for (String workload : List.of("a", "b", "c")) {
            for (double rate : new double[] {0.01, 0.1}) {
                Setting setting =
                        new Setting(workload, "sgd(lr=" + rate + ")", List.of(), Map.of("optimizer.lr", rate), false);
                double[] worse = {NAN, NAN, .5, NAN, .52, NAN, NAN};
                double[] better = {.9, .91, .92, .9, .8, .85, .93};
                contenders.add(Samples.of(setting, Samples.ACCURACY, "plain", worse));
                contenders.add(Samples.of(setting, Samples.ACCURACY, "clip", better));
            }
        }
        return Comparisons.of(contenders, List.of(), "plain");
    }

    @Test
    void everyKindIsReadBackAsItWasWritten() {
        JsonNode json = ComparisonsJson.write(all());
        JsonNode parsed = JsonMapper.shared().readTree(json.toString());
        assertThat(parsed.findValuesAsString("kind")).contains("pair", "ranking", "profile", "learning_rates");
        List<Comparison> read = ComparisonsJson.read(parsed);
        assertThat(read).hasSize(all().size());
        assertThat(ComparisonsJson.write(read).toString()).isEqualTo(json.toString());
    }

    @Test
    void whatIsUndefinedOrInfiniteIsNull() {
        JsonNode pair = ComparisonsJson.write(all()).get(0);
        assertThat(pair.get("baselineRuns").get("median").isNull())
                .as("most runs of the baseline diverged")
                .isTrue();
        assertThat(pair.get("runs").get("median").asDouble()).isEqualTo(0.9);
        assertThat(pair.get("verdict").asString()).isEqualTo("better");
        PairComparison read = (PairComparison)
                ComparisonsJson.read(ComparisonsJson.write(all())).get(0);
        assertThat(read.baselineRuns().median()).isNaN();
    }

    @Test
    void summariesWithoutComparisonsHaveNone() {
        assertThat(ComparisonsJson.read(JsonMapper.shared().readTree("{}").path("comparisons")))
                .isEmpty();
        assertThat(ComparisonsJson.read(JsonMapper.shared().readTree("[{\"kind\": \"of a later version\"}]")))
                .isEmpty();
        assertThat(Comparisons.of(List.of(accuracy("a", "plain", .5, .6)), List.of(), "plain"))
                .isEmpty();
    }
}
