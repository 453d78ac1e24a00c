package io.steadygrad.comparison;

import static io.steadygrad.comparison.Samples.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Methods over several workloads. */
class RankingTest {
    private static final double DIVERGED = Double.NaN;

    private static <T extends Comparison> List<T> all(Class<T> kind, List<Contender> contenders) {
        return Comparisons.of(contenders, List.of(), "plain").stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static List<Contender> workloads(int count) {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contenders.add(accuracy("w" + i, "plain", .5, .6, DIVERGED));
            contenders.add(accuracy("w" + i, "clip", .8, .9, .7));
            contenders.add(accuracy("w" + i, "none", DIVERGED, DIVERGED, .9));
        }
        return contenders;
    }

    @Test
    void methodsAreRankedByTheirMediansOverThreeWorkloadsOrMore() {
        assertThat(all(Ranking.class, workloads(2))).isEmpty();
        Ranking ranking = all(Ranking.class, workloads(4)).get(0);
        assertThat(ranking.problems()).containsExactly("w0", "w1", "w2", "w3");
        assertThat(ranking.methods())
                .as("a median on a diverged run is last")
                .extracting(Ranking.Ranked::method)
                .containsExactly("clip", "plain", "none");
        assertThat(ranking.chiSquare())
                .as("N (k - 1) where all workloads agree")
                .isEqualTo(8, within(1e-9));
        assertThat(ranking.criticalDifference()).as("2.343 sqrt(12 / 24)").isEqualTo(1.657, within(1e-3));
        assertThat(ranking.groups()).containsExactly(List.of("clip", "plain"), List.of("plain", "none"));
        assertThat(ranking.methods().get(0).improvement().value())
                .as("clip's 9 pairs with plain's all win")
                .isEqualTo(1);
        assertThat(ranking.methods().get(1).improvement().value())
                .as("the baseline")
                .isNaN();
        assertThat(ranking.text())
                .startsWith(
                        "over 4 workloads, clip has the best mean rank, 1.00 of 3 methods, and none the worst, 3.00; p < .001");
    }

    @Test
    void aWorkloadCountsOnceHoweverManySettingsItHas() {
        List<Contender> contenders = workloads(3);
        for (int i = 0; i < 20; i++) {
            Setting more = new Setting("w0", "adam(lr=0.01)", List.of(), Map.of("batch", 8L + i), false);
            for (String method : List.of("plain", "clip", "none")) {
                contenders.add(Samples.of(more, Samples.ACCURACY, method, method.equals("none") ? .9 : .1));
            }
        }
        Ranking ranking = all(Ranking.class, contenders).get(0);
        assertThat(ranking.problems()).hasSize(3);
        assertThat(ranking.methods().get(0).method()).isEqualTo("clip");
        assertThat(ranking.methods().get(0).meanRank())
                .as("on w0 clip ties with plain in 20 settings and wins one: second; first elsewhere")
                .isEqualTo(4.0 / 3, within(1e-12));
    }

    @Test
    void eachOptimizerIsRankedByItselfWhereThereAreSeveral() {
        List<Contender> contenders = workloads(3);
        for (int i = 0; i < 3; i++) {
            Setting sgd = new Setting("w" + i, "sgd(lr=0.1)", List.of(), Map.of(), false);
            contenders.add(Samples.of(sgd, Samples.ACCURACY, "plain", .9));
            contenders.add(Samples.of(sgd, Samples.ACCURACY, "clip", .1));
            contenders.add(Samples.of(sgd, Samples.ACCURACY, "none", .5));
        }
        assertThat(all(Ranking.class, contenders))
                .extracting(Ranking::optimizer)
                .containsExactly(null, "adam", "sgd");
        assertThat(all(Ranking.class, contenders).get(2).methods().get(0).method())
                .isEqualTo("plain");
    }

    @Test
    void aMethodWithSeveralParametersIsRankedOncePerParameter() {
        List<Contender> contenders = new ArrayList<>();
        for (String workload : List.of("a", "b", "c")) {
            contenders.add(accuracy(workload, "plain", .5));
            for (double limit : new double[] {1, 2}) {
                Contender one = accuracy(workload, "clip", limit == 1 ? .9 : .1);
                contenders.add(new Contender(
                        one.setting(), one.yardstick(), "clip", Map.of("clip.max_norm", limit), "", one.results()));
            }
        }
        assertThat(all(Ranking.class, contenders).get(0).methods())
                .extracting(Ranking.Ranked::method)
                .containsExactly("clip (max_norm=1.0)", "plain", "clip (max_norm=2.0)");
    }

    /** Steps to target are 100 / accuracy: at accuracies 0.8 and 0.9 plain needs 125 where clip needs 111. */
    @Test
    void theProfileCountsEverySeedOfEverySettingAsAProblem() {
        Profile profile = all(
                        Profile.class,
                        List.of(
                                accuracy("a", "plain", .8, .5, DIVERGED, .8),
                                accuracy("a", "clip", .9, .8, DIVERGED, .8)))
                .get(0);
        assertThat(profile.problems()).isEqualTo(4);
        assertThat(profile.ratios()).containsExactly(1.0, 1.125);
        assertThat(profile.methods())
                .containsExactly(
                        new Profile.Line("plain", List.of(0.25, 0.5)), new Profile.Line("clip", List.of(0.75, 0.75)));
        assertThat(profile.text())
                .isEqualTo(
                        "of 4 problems (settings and seeds), clip solves 75 % and is fastest in 75 %; plain solves 50 % and"
                                + " is fastest in 25 %");
        assertThat(all(Profile.class, List.of(accuracy("a", "plain", .1), accuracy("a", "clip", .2))))
                .as("no run reaches a target")
                .isEmpty();
    }

    @Test
    void learningRatesOfOneMethodAreReadTogether() {
        List<Contender> contenders = new ArrayList<>();
        double[][] results = {{.5, .5}, {.8, .9}, {.9, .9}, {DIVERGED, DIVERGED}};
        for (int i = 0; i < results.length; i++) {
            double rate = Math.pow(10, i - 3);
            Setting setting = new Setting(
                    "a", "sgd(lr=" + rate + ", momentum=0.9)", List.of(), Map.of("optimizer.lr", rate), false);
            contenders.add(Samples.of(setting, Samples.ACCURACY, "plain", results[i]));
        }
        LearningRates rates = all(LearningRates.class, contenders).get(0);
        assertThat(rates.optimizer()).isEqualTo("sgd(momentum=0.9)");
        assertThat(rates.rates()).extracting(LearningRates.Rate::diverged).containsExactly(0, 0, 0, 2);
        assertThat(rates.rates().get(3).median()).as("worse than any accuracy").isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(rates.usable()).isNotNull();
        assertThat(rates.usable().decades()).as("10^-2.5 to 10^-0.5").isEqualTo(2, within(1e-9));
        assertThat(rates.noneDiverged()).isEqualTo(0.1, within(1e-12));
        assertThat(rates.halfDiverged()).isEqualTo(Math.pow(10, -0.5), within(1e-9));
        assertThat(rates.text())
                .isEqualTo(
                        "on a with sgd(momentum=0.9), plain works over 2.00 decades of learning rates, 0.003162 to 0.3162; half"
                                + " of the runs diverge at about 0.3162 (between tested rates), none up to 0.1");
    }
}
