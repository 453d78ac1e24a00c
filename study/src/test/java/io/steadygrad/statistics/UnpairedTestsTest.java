package io.steadygrad.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two success counts, two samples, several tests; numbers of SciPy 1.17 unless a line says otherwise. */
class UnpairedTestsTest {
    private static final double WORST = Double.NEGATIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({
        "9, 10, 2, 10, 0.005477494641581328, 0.002576828003",
        "5, 5, 0, 5, 0.007936507936507938, 0.001953125",
        "7, 12, 2, 8, 0.19680876399142655, 0.177169552",
        "10, 10, 0, 10, 1.082508822446903e-5, 1.9073486328125e-6",
        "1, 6, 5, 7, 0.10256410256410256, 0.066650390625",
        "3, 6, 3, 6, 1, 1",
        "4, 4, 6, 6, 1, 1"
    })
    void successCountsHaveSciPysP(int a, int n, int b, int m, double fisher, double barnard) {
        SuccessRate one = new SuccessRate(a, n);
        SuccessRate other = new SuccessRate(b, m);
        assertThat(FisherExact.of(one, other).p()).isEqualTo(fisher, within(1e-9));
        assertThat(BarnardExact.of(one, other).p()).isEqualTo(barnard, within(5e-4 * barnard));
        assertThat(BarnardExact.of(other, one).p())
                .as("whoever comes first")
                .isEqualTo(BarnardExact.of(one, other).p(), within(1e-9));
    }

    /** Every table of 3 and 2 runs by hand: at rate r the tables (3, 0) and (0, 2) have r^3 (1-r)^2 + r^2 (1-r)^3 = r^2 (1-r)^2, at most 1/16. */
    @Test
    void barnardMaximisesOverTheCommonRate() {
        BarnardExact test = BarnardExact.of(new SuccessRate(3, 3), new SuccessRate(0, 2));
        assertThat(test.p()).isEqualTo(1.0 / 16, within(1e-9));
        assertThat(test.statistic()).as("1 / sqrt(.6 .4 (1/3 + 1/2))").isEqualTo(2.2360679775, within(1e-9));
    }

    @Test
    void fisherKnowsTheSmallestPThatItsCountsAllow() {
        assertThat(FisherExact.of(new SuccessRate(6, 6), new SuccessRate(6, 6)).smallest())
                .as("all succeed: nothing could be found")
                .isEqualTo(1);
        assertThat(FisherExact.of(new SuccessRate(3, 6), new SuccessRate(3, 6)).smallest())
                .as("6 successes among 12: at best 6/6 against 0/6")
                .isEqualTo(2.0 / 924, within(1e-12));
        assertThat(FisherExact.of(new SuccessRate(0, 0), new SuccessRate(1, 6)).p())
                .isNaN();
        assertThat(BarnardExact.of(new SuccessRate(0, 0), new SuccessRate(1, 6)).p())
                .isNaN();
    }

    @Test
    void mannWhitneyHasSciPysP() {
        MannWhitney test = MannWhitney.of(new double[] {19, 22, 16, 29, 24}, new double[] {20, 11, 17, 12});
        assertThat(test.u()).isEqualTo(17);
        assertThat(test.p()).isEqualTo(1.0 / 9, within(1e-12));
        assertThat(test.smallest()).as("2 of 9 choose 5").isEqualTo(2.0 / 126, within(1e-12));
        MannWhitney ties = MannWhitney.of(new double[] {1, 2, 2, 3, 4, 4}, new double[] {2, 3, 5, 5, 6, 7});
        assertThat(ties.u()).isEqualTo(6.5);
        assertThat(ties.p()).isEqualTo(0.0745262003136385, within(1e-9));
        assertThat(MannWhitney.of(new double[] {WORST, WORST}, new double[] {WORST, WORST}))
                .as("all diverged")
                .isEqualTo(new MannWhitney(2, 1, 1));
        assertThat(MannWhitney.of(new double[] {}, new double[] {1}).p()).isNaN();
    }

    /** p.adjust(c(.01, .04, .03, .005), "holm") in R. */
    @Test
    void holmIsThatOfR() {
        assertThat(Holm.adjust(.01, .04, .03, .005)).containsExactly(new double[] {.03, .06, .06, .02}, within(1e-12));
        assertThat(Holm.adjust(.6, Double.NaN, .8)).containsExactly(1, Double.NaN, 1);
        assertThat(Holm.adjust()).isEmpty();
    }

    @Test
    void theProbabilityOfImprovementCountsTiesHalf() {
        ProbabilityOfImprovement test = ProbabilityOfImprovement.of(new double[] {1, 2, 3}, new double[] {2, 0, WORST});
        assertThat(test.probability())
                .as("1 beats two, 2 two and a half, 3 three: 7.5 of 9")
                .isEqualTo(7.5 / 9);
        assertThat(test.interval().contains(7.5 / 9)).isTrue();
        assertThat(ProbabilityOfImprovement.of(new double[] {1, 2, 3}, new double[] {2, 0, WORST}))
                .isEqualTo(test);
        assertThat(ProbabilityOfImprovement.of(new double[] {WORST, WORST}, new double[] {WORST})
                        .probability())
                .as("two diverged runs tie")
                .isEqualTo(0.5);
        double[] low = {1, 2};
        double[] high = {3, 4};
        assertThat(ProbabilityOfImprovement.over(List.of(low, high, high), List.of(high, low, low))
                        .probability())
                .as("the mean over tasks")
                .isEqualTo(2.0 / 3);
        assertThatThrownBy(() -> ProbabilityOfImprovement.of(new double[] {}, low))
                .hasMessageContaining("stratum without values");
    }
}
