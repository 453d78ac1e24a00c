package io.steadygrad.comparison;

import static io.steadygrad.comparison.Samples.accuracy;
import static io.steadygrad.comparison.Samples.loss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A method against the baseline on one workload. */
class PairComparisonTest {
    private static final double DIVERGED = Double.NaN;
    private static final double[] NINE_OF_TEN = {.86, .87, .85, .86, .5, .88, .86, .84, .87, .85};
    private static final double[] TWO_OF_TEN = {.5, .51, .85, .5, .52, .5, .49, .86, .5, .51};

    private static PairComparison compare(Contender method, Contender baseline) {
        return pairs(method, baseline).get(0);
    }

    private static List<PairComparison> pairs(Contender... contenders) {
        return Comparisons.of(List.of(contenders), List.of(), "plain").stream()
                .filter(PairComparison.class::isInstance)
                .map(PairComparison.class::cast)
                .toList();
    }

    @Test
    void nineOfTenAgainstTwoOfTenIsBetterAndSaidInOneSentence() {
        PairComparison pair =
                compare(accuracy("circle-8", "clip", NINE_OF_TEN), accuracy("circle-8", "plain", TWO_OF_TEN));
        assertThat(pair.fisher().p()).as("SciPy's fisher_exact").isEqualTo(0.005477494641581328, within(1e-12));
        assertThat(pair.barnard()).as("SciPy's barnard_exact").isEqualTo(0.002576828, within(1e-6));
        assertThat(pair.familySize()).as("the success counts and the metric").isEqualTo(2);
        assertThat(pair.wilcoxon().p())
                .as("of ranks 2.5 2.5 4 6 6 6 8.5 8.5 10 the two smallest are negative: 5 of 512 patterns, both sides")
                .isEqualTo(10.0 / 512);
        assertThat(pair.verdict()).isEqualTo(PairVerdict.BETTER);
        assertThat(pair.bimodal()).isTrue();
        assertThat(pair.text())
                .startsWith(
                        "on circle-8 with adam(lr=0.01), clip reached the target in 9/10 runs [.60, .98], plain in 2/10"
                                + " [.06, .51]; p = .01 (Fisher, Holm); median test_accuracy 0.86 against 0.505; p = ")
                .endsWith("plain's runs fall into two groups, 2 around 0.855 and 8 around 0.5: better");
    }

    @Test
    void theOtherWayRoundItIsWorse() {
        assertThat(compare(accuracy("a", "clip", TWO_OF_TEN), accuracy("a", "plain", NINE_OF_TEN))
                        .verdict())
                .isEqualTo(PairVerdict.WORSE);
    }

    @Test
    void aBetterGuessIsNotCalledASuccess() {
        PairComparison pair = compare(
                accuracy("a", "clip", .52, .53, .54, .52, .53, .55, .54, .53),
                accuracy("a", "plain", .50, .49, .51, .48, .50, .49, .47, .48));
        assertThat(pair.verdict()).isEqualTo(PairVerdict.BETTER);
        assertThat(pair.noneReachesTarget()).isTrue();
        assertThat(pair.text()).endsWith("better, but neither reached the target in any run");
    }

    @Test
    void belowSixRunsNothingIsSaidHoweverClearItLooks() {
        PairComparison pair =
                compare(accuracy("a", "clip", .9, .9, .9, .9, .9), accuracy("a", "plain", .1, .2, .1, .2, .1));
        assertThat(pair.fisher().p()).as("below 0.05").isEqualTo(1.0 / 126, within(1e-12));
        assertThat(pair.fisher().adjusted()).as("not part of any family").isNaN();
        assertThat(pair.familySize()).isZero();
        assertThat(pair.verdict()).isEqualTo(PairVerdict.TOO_FEW_RUNS);
        assertThat(pair.text())
                .contains("too few runs for a verdict (6 of each are needed)")
                .doesNotContain("p =");
    }

    @Test
    void differencesWithinTheRegionAreEquivalentEvenWhenConsistent() {
        double[] base = {.90, .91, .92, .93, .90, .91, .92, .94};
        double[] shifted = Arrays.stream(base).map(value -> value + 0.002).toArray();
        PairComparison pair = compare(accuracy("a", "clip", shifted), accuracy("a", "plain", base));
        assertThat(pair.wilcoxon().p()).as("all eight differ the same way").isEqualTo(2.0 / 256);
        assertThat(pair.practical()).isNotNull();
        assertThat(pair.verdict()).isEqualTo(PairVerdict.EQUIVALENT);
        assertThat(pair.text()).endsWith("equivalent in practice");
    }

    @Test
    void noiseIsUndecided() {
        assertThat(compare(
                                accuracy("a", "clip", .80, .85, .78, .90, .76, .88),
                                accuracy("a", "plain", .84, .79, .88, .77, .89, .80))
                        .verdict())
                .isEqualTo(PairVerdict.UNDECIDED);
    }

    @Test
    void lessLossIsBetterAndADivergedRunIsWorseThanAnyLoss() {
        PairComparison pair = compare(
                loss("quad", "clip", 1, 2, 3, 4, 5, 6, 7),
                loss("quad", "plain", DIVERGED, DIVERGED, DIVERGED, DIVERGED, 900, DIVERGED, DIVERGED));
        assertThat(pair.improvement().value()).isEqualTo(1);
        assertThat(pair.wilcoxon().p()).isEqualTo(2.0 / 128);
        assertThat(pair.pairs()).as("none dropped").isEqualTo(7);
        assertThat(pair.fisher().p()).as("no target, nothing to count").isNaN();
        assertThat(pair.runs().success()).isNull();
        assertThat(pair.verdict()).isEqualTo(PairVerdict.BETTER);
        assertThat(pair.text())
                .startsWith(
                        "on quad with adam(lr=0.01), clip had a median test_loss of 4, plain of a diverged run; p = .02 (Wilcoxon, Holm)");
    }

    @Test
    void whereAllRunsDivergeNothingDiffers() {
        double[] all = {DIVERGED, DIVERGED, DIVERGED, DIVERGED, DIVERGED, DIVERGED};
        PairComparison pair = compare(accuracy("a", "clip", all), accuracy("a", "plain", all));
        assertThat(pair.wilcoxon().p()).isEqualTo(1);
        assertThat(pair.improvement().value()).isEqualTo(0.5);
        assertThat(pair.familySize())
                .as("neither test could have found anything")
                .isZero();
        assertThat(pair.runs().median()).isInfinite();
    }

    /** Three methods: the smallest p is multiplied by the number of all tests that could have found something. */
    @Test
    void holmRunsOverAllMethodsOfAWorkloadAndOptimizer() {
        List<PairComparison> pairs = pairs(
                loss("a", "plain", 9, 8, 9, 8, 9, 8),
                loss("a", "one", 1, 1, 2, 1, 2, 1),
                loss("a", "two", 9.5, 7, 9.1, 8.2, 8.9, 7.7),
                loss("b", "plain", 9, 8, 9, 8, 9, 8),
                loss("b", "one", 1, 1, 2, 1, 2, 1));
        assertThat(pairs.get(0).wilcoxon().p()).isEqualTo(0.03125);
        assertThat(pairs.get(0).wilcoxon().adjusted()).isEqualTo(0.0625);
        assertThat(pairs.get(0).verdict())
                .as("six pairs carry one comparison, not two")
                .isEqualTo(PairVerdict.UNDECIDED);
        assertThat(pairs.get(2).family()).isEqualTo("b, adam");
        assertThat(pairs.get(2).verdict())
                .as("another workload is another family")
                .isEqualTo(PairVerdict.BETTER);
    }

    @Test
    void runsWithOtherSeedsAreComparedUnpaired() {
        List<Result> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(new Result(100 + i, 0.1 + i / 100.0, false, false, Double.POSITIVE_INFINITY));
        }
        Contender plain = new Contender(Samples.on("a"), Samples.ACCURACY, "plain", Map.of(), "identity", others);
        PairComparison pair = compare(accuracy("a", "clip", .9, .91, .92, .93, .94, .95, .96, .97), plain);
        assertThat(pair.pairs()).isZero();
        assertThat(pair.wilcoxon().p()).isNaN();
        assertThat(pair.mannWhitney().p()).as("2 of 16 choose 8").isEqualTo(2.0 / 12870, within(1e-12));
        assertThat(pair.practical()).isNull();
        assertThat(pair.verdict()).isEqualTo(PairVerdict.BETTER);
    }

    @Test
    void onlyRunsInTheSameSettingAreCompared() {
        Setting other = new Setting("a", "adam(lr=0.1)", List.of(), Map.of("optimizer.lr", 0.1), false);
        assertThat(pairs(accuracy("a", "plain", .5, .6), Samples.of(other, Samples.ACCURACY, "clip", .5, .6)))
                .isEmpty();
        assertThatThrownBy(() -> Pairing.of(loss("a", "x", 1), accuracy("a", "y", 1)))
                .hasMessageContaining("test_loss and test_accuracy");
    }

    @Test
    void theBaselineIsTheBareOptimizerElseTheFirstMethod() {
        assertThat(Comparisons.baseline(Map.of("plain", "identity"))).isEqualTo("plain");
        var methods = new java.util.LinkedHashMap<String, String>();
        methods.put("clip", "clip_by_value(1)");
        methods.put("zero", "zero_nans");
        assertThat(Comparisons.baseline(methods)).isEqualTo("clip");
        methods.put("bare", "identity()");
        assertThat(Comparisons.baseline(methods)).isEqualTo("bare");
    }
}
