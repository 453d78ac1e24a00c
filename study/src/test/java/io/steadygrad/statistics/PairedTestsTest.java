package io.steadygrad.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.random.CounterRandom;
import java.util.Arrays;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

/** Runs with the same seeds: the frequentist and the Bayesian signed-rank test. */
class PairedTestsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void fivePairsCannotReachFivePercentAndSixCan() {
        assertThat(WilcoxonSignedRank.of(1, 2, 3, 4, 5).p()).isEqualTo(0.0625);
        assertThat(WilcoxonSignedRank.of(5, -1, 3, -4, 2).smallest()).isEqualTo(0.0625);
        assertThat(WilcoxonSignedRank.of(-1, -2, -3, -4, -5, -6).p()).isEqualTo(0.03125);
    }

    /** Fisher's "Design of Experiments" (1935), chapter III: Darwin's maize; p as R and SciPy print it. */
    @Test
    void darwinsMaizeHasItsPublishedP() {
        WilcoxonSignedRank maize = WilcoxonSignedRank.of(6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75);
        assertThat(maize.statistic())
                .as("120 ranks in all, 24 of them negative")
                .isEqualTo(96);
        assertThat(maize.p()).isEqualTo(0.041259765625);
    }

    @Test
    void withoutTiesAndZerosItIsWhatTheLibrarySays() {
        CounterRandom random = CounterRandom.of(11, "test");
        for (int n = 1; n <= 30; n++) {
            double[] differences = new double[n];
            for (int i = 0; i < n; i++) {
                differences[i] = random.gaussian(100L * n + i) + 0.3;
            }
            assertThat(WilcoxonSignedRank.of(differences).p())
                    .isEqualTo(
                            WilcoxonSignedRankTest.withDefaults()
                                    .test(differences)
                                    .getPValue(),
                            within(1e-12));
        }
    }

    /** Counted over all 2^m patterns of signs, one by one. */
    @Test
    void withTiesAndZerosItCountsEverySignPattern() {
        double[][] samples = {
            {0, 0, 1.5, -1.5, 2, 3, 3, 4, -0.5, 6},
            {1, 1, 1, 1, -1, 1, 1, 1},
            {0, 0, 0, 2, 2, -2, 5},
            {INF, INF, INF, -0.1, 0.2, INF, -0.3},
            {0, 0, 0}
        };
        for (double[] sample : samples) {
            WilcoxonSignedRank test = WilcoxonSignedRank.of(sample);
            assertThat(test.p()).as(Arrays.toString(sample)).isEqualTo(enumerated(sample), within(1e-12));
        }
        assertThat(WilcoxonSignedRank.of(samples[0]).p())
                .as("SciPy: zero_method='pratt', every permutation")
                .isEqualTo(0.0703125);
        assertThat(WilcoxonSignedRank.of(samples[4])).isEqualTo(new WilcoxonSignedRank(3, 0, 0, 1, 1));
    }

    private static double enumerated(double[] sample) {
        double[] ranks = Ranks.of(Arrays.stream(sample).map(Math::abs).toArray());
        double[] kept = new double[sample.length];
        int m = 0;
        double seen = 0;
        for (int i = 0; i < sample.length; i++) {
            if (sample[i] != 0) {
                kept[m++] = ranks[i];
                seen += sample[i] > 0 ? ranks[i] : 0;
            }
        }
        int below = 0;
        int above = 0;
        for (int pattern = 0; pattern < 1 << m; pattern++) {
            double sum = 0;
            for (int i = 0; i < m; i++) {
                sum += (pattern >> i & 1) * kept[i];
            }
            below += sum <= seen ? 1 : 0;
            above += sum >= seen ? 1 : 0;
        }
        return Math.min(1, 2.0 * Math.min(below, above) / (1 << m));
    }

    @Test
    void aDivergedRunIsTheLargestDifference() {
        assertThat(WilcoxonSignedRank.of(1, 2, 3, 4, 5, -INF).statistic()).isEqualTo(15);
        assertThat(WilcoxonSignedRank.of(1, 2, 3, 4, 5, -INF).p())
                .isEqualTo(WilcoxonSignedRank.of(1, 2, 3, 4, 5, -1e9).p());
        assertThatThrownBy(() -> WilcoxonSignedRank.of(1, Double.NaN)).hasMessageContaining("diverged");
    }

    @Test
    void manyPairsStayExactAndFinite() {
        double[] differences = new double[200];
        Arrays.setAll(differences, i -> i % 3 == 0 ? -i - 1 : i + 1);
        double p = WilcoxonSignedRank.of(differences).p();
        assertThat(p).isBetween(0.0, 0.01).isPositive();
    }

    /** 400000 draws with NumPy's Dirichlet, weights counted by its own matrix product. */
    @Test
    void theBayesianTestAgreesWithNumPysDraws() {
        BayesianSignedRank one = BayesianSignedRank.of(0.01, .02, .03, -.01, .05, .04, .002, .01, -.03);
        assertThat(one.better()).isEqualTo(0.725, within(0.015));
        assertThat(one.equivalent()).isEqualTo(0.260, within(0.015));
        assertThat(one.worse()).isEqualTo(0.0144, within(0.005));
        BayesianSignedRank two = BayesianSignedRank.of(0.01, .001, -.002, .003, .004, -.001, .02, -.015, 0);
        assertThat(two.equivalent()).isEqualTo(0.9946, within(0.003));
        assertThat(one.better() + one.equivalent() + one.worse()).isEqualTo(1, within(1e-12));
    }

    @Test
    void theBayesianTestRepeatsMirrorsAndTakesDivergedRuns() {
        double[] differences = {.1, .2, .3, -.1, .2, .15};
        double[] mirrored = Arrays.stream(differences).map(d -> -d).toArray();
        BayesianSignedRank test = BayesianSignedRank.of(0.01, differences);
        assertThat(BayesianSignedRank.of(0.01, differences)).isEqualTo(test);
        assertThat(BayesianSignedRank.of(0.01, mirrored).worse()).isEqualTo(test.better());
        assertThat(BayesianSignedRank.of(0.01, INF, INF, INF, INF, INF, INF).better())
                .isGreaterThan(0.99);
        assertThat(BayesianSignedRank.of(0, 0, 0, 0).equivalent()).isEqualTo(1);
        assertThat(BayesianSignedRank.of(0.01).better()).isNaN();
        assertThatThrownBy(() -> BayesianSignedRank.of(-1, 1)).hasMessageContaining("-1");
    }
}
