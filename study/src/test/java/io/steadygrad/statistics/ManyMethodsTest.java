package io.steadygrad.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several methods over several problems. */
class ManyMethodsTest {
    /** Demsar 2006, section 3.2.4: C4.5 and three ways to tune it on 14 data sets. */
    private static final Friedman DEMSAR = new Friedman(14, List.of(3.143, 2.000, 2.893, 1.964), 0);

    @Test
    void demsarsExampleHasItsPublishedNumbers() {
        assertThat(DEMSAR.chiSquare()).isEqualTo(9.28, within(0.005));
        assertThat(DEMSAR.imanDavenport()).isEqualTo(3.69, within(0.005));
        assertThat(DEMSAR.criticalDifference(0.05)).isEqualTo(1.25, within(0.005));
        assertThat(DEMSAR.criticalDifference(0.10)).isEqualTo(1.12, within(0.005));
        assertThat(DEMSAR.chiSquareP()).as("SciPy's chi2.sf").isEqualTo(0.0257481580, within(1e-8));
        assertThat(DEMSAR.imanDavenportP()).as("SciPy's f.sf").isEqualTo(0.0197677600, within(1e-8));
    }

    /** Table 5a of the paper: the critical values of the two-tailed Nemenyi test, by number of methods. */
    @Test
    void nemenyisCriticalValuesAreThoseOfTheTable() {
        double[] five = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
        double[] ten = {1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920};
        for (int k = 2; k <= 10; k++) {
            assertThat(StudentizedRange.quantile(0.95, k) / Math.sqrt(2)).isEqualTo(five[k - 2], within(0.001));
            assertThat(StudentizedRange.quantile(0.90, k) / Math.sqrt(2)).isEqualTo(ten[k - 2], within(0.001));
        }
        assertThat(StudentizedRange.quantile(0.95, 2) / Math.sqrt(2))
                .as("for two methods that of the normal distribution")
                .isEqualTo(1.959963984540054, within(1e-8));
        assertThatThrownBy(() -> StudentizedRange.quantile(1, 3)).hasMessageContaining("p in (0, 1)");
    }

    @Test
    void resultsAreRankedWithTheBestFirstAndTiesShared() {
        Friedman friedman = Friedman.of(List.of(
                new double[] {1, 2, 3},
                new double[] {2, 2, 1},
                new double[] {3, 4, 5},
                new double[] {4, 4, 4},
                new double[] {5, 6, 7},
                new double[] {6, 5, 9}));
        assertThat(friedman.meanRanks())
                .as("ranks 3 2 1, 1.5 1.5 3, 3 2 1, 2 2 2, 3 2 1, 2 3 1")
                .containsExactly(14.5 / 6, 12.5 / 6, 9.0 / 6);
        assertThat(friedman.chiSquareForTies())
                .as("SciPy's friedmanchisquare")
                .isEqualTo(3.2631578947368363, within(1e-9));
        assertThat(friedman.chiSquare()).as("without the correction, careful").isLessThan(friedman.chiSquareForTies());
    }

    @Test
    void divergedRunsRankLastAndTie() {
        double worst = Double.NEGATIVE_INFINITY;
        assertThat(Friedman.of(List.of(new double[] {worst, 1, worst}, new double[] {worst, 1, worst}))
                        .meanRanks())
                .containsExactly(2.5, 1.0, 2.5);
    }

    @Test
    void perfectAgreementHasAnInfiniteF() {
        Friedman friedman = Friedman.of(Collections.nCopies(5, new double[] {3, 2, 1}));
        assertThat(friedman.chiSquare()).isEqualTo(10, within(1e-9));
        assertThat(friedman.imanDavenport()).isInfinite();
        assertThat(friedman.imanDavenportP()).isZero();
    }

    @Test
    void theDiagramJoinsWhatLiesCloserThanTheCriticalDifference() {
        assertThat(DEMSAR.groups(0.05))
                .as("1.964 to 3.143 is 1.179, below 1.25: one bar over all")
                .containsExactly(List.of(3, 1, 2, 0));
        assertThat(new Friedman(30, List.of(1.0, 1.5, 2.2, 4.0, 3.9), 0).groups(0.05))
                .as("CD is 1.114: 1.0 to 2.2 is too far, 3.9 and 4.0 belong together")
                .containsExactly(List.of(0, 1), List.of(1, 2), List.of(4, 3));
        assertThat(new Friedman(100, List.of(1.0, 2.0, 3.0), 0).groups(0.05)).isEmpty();
    }

    @Test
    void oneMethodOrOneProblemIsRefused() {
        assertThatThrownBy(() -> Friedman.of(List.of(new double[] {1, 2})))
                .hasMessageContaining("at least 2 methods and 2 problems, given 2 and 1");
        assertThatThrownBy(() -> Friedman.of(List.of(new double[] {1, 2}, new double[] {1})))
                .hasMessageContaining("one has 1");
    }

    /** Costs 1 and 2, 3 and never, never and never: worked by hand. */
    @Test
    void performanceProfilesCountWhatIsSolvedWithinAFactorOfTheBest() {
        double never = Double.POSITIVE_INFINITY;
        PerformanceProfile profile = PerformanceProfile.of(List.of(
                new double[] {10, 20}, new double[] {9, 3}, new double[] {3, never}, new double[] {never, never}));
        assertThat(profile.ratios()).containsExactly(1.0, 2.0, 3.0);
        assertThat(profile.shares()).containsExactly(List.of(0.5, 0.5, 0.75), List.of(0.25, 0.5, 0.5));
        assertThatThrownBy(() -> PerformanceProfile.of(List.of(new double[] {0, 1})))
                .hasMessageContaining("positive cost");
    }
}
