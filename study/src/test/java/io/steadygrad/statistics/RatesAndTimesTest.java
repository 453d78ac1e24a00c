package io.steadygrad.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Learning rates, times to a target, samples in two groups, resampling. */
class RatesAndTimesTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final List<Double> RATES = List.of(0.001, 0.01, 0.1, 1.0);

    private static List<SuccessRate> of10(int... successes) {
        return Arrays.stream(successes).mapToObj(s -> new SuccessRate(s, 10)).toList();
    }

    @Test
    void usableRatesEndWhereHalfOfTheRunsSucceed() {
        UsableRates rates = UsableRates.of(RATES, of10(0, 10, 8, 0));
        assertThat(rates.low()).as("half way in the logarithm").isEqualTo(Math.pow(10, -2.5), within(1e-12));
        assertThat(rates.high()).as("0.3 of 0.8 down, 3/8 of a decade").isEqualTo(Math.pow(10, -0.625), within(1e-9));
        assertThat(rates.decades()).isEqualTo(1.875, within(1e-9));
        assertThat(rates.openLow() || rates.openHigh()).isFalse();
    }

    @Test
    void usableRatesAtTheEndOfTheGridAreALowerBound() {
        UsableRates rates = UsableRates.of(RATES, of10(10, 10, 5, 4));
        assertThat(rates.low()).isEqualTo(0.001);
        assertThat(rates.openLow()).isTrue();
        assertThat(rates.high()).as("exactly one half ends there").isEqualTo(0.1, within(1e-12));
        assertThat(UsableRates.of(RATES, of10(10, 10, 10, 10)).decades()).isEqualTo(3, within(1e-12));
        UsableRates none = UsableRates.of(RATES, of10(0, 4, 4, 0));
        assertThat(none.low()).isNaN();
        assertThat(none.decades()).isZero();
    }

    @Test
    void oneRateThatHalfOfTheRunsSucceedAtHasNoWidth() {
        assertThat(UsableRates.of(RATES, of10(0, 5, 0, 0)).decades()).isZero();
        assertThat(UsableRates.of(RATES, of10(3, 5, 1, 0)).decades()).isZero();
    }

    @Test
    void ofSeveralStretchesTheWidestCounts() {
        List<Double> rates = List.of(1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0);
        UsableRates widest = UsableRates.of(rates, of10(10, 0, 0, 10, 10, 0));
        assertThat(widest.high()).isEqualTo(Math.pow(10, -0.5), within(1e-9));
        assertThatThrownBy(() -> UsableRates.of(List.of(0.1, 0.1), of10(1, 1)))
                .hasMessageContaining("must be positive and ascend");
    }

    @Test
    void theFrontierLiesWhereHalfOfTheRunsDiverge() {
        DivergenceFrontier frontier = DivergenceFrontier.of(RATES, of10(0, 0, 2, 8));
        assertThat(frontier.none()).isEqualTo(0.01);
        assertThat(frontier.half()).as("half way between 0.1 and 1").isEqualTo(Math.pow(10, -0.5), within(1e-12));
    }

    @Test
    void theFrontierMayLieOutsideOfWhatWasTested() {
        assertThat(DivergenceFrontier.of(RATES, of10(0, 0, 0, 5)))
                .as("exactly half is not more than half")
                .isEqualTo(new DivergenceFrontier(0.1, NEVER));
        assertThat(DivergenceFrontier.of(RATES, of10(6, 0, 0, 0)).half()).isNaN();
        assertThat(DivergenceFrontier.of(RATES, of10(1, 0, 0, 0)).none())
                .as("some diverged at the smallest rate")
                .isNaN();
        assertThat(DivergenceFrontier.of(RATES, of10(0, 9, 0, 0)).none())
                .as("rates beyond a failure do not count")
                .isEqualTo(0.001);
    }

    @Test
    void runsThatNeverArriveCountAsInfinite() {
        assertThat(TimeToTarget.of(100, 300, NEVER).median()).isEqualTo(300);
        assertThat(TimeToTarget.of(100, NEVER, NEVER).median()).isEqualTo(NEVER);
        assertThat(TimeToTarget.of(100, 300, NEVER).interval())
                .as("three runs say nothing")
                .isEqualTo(new Interval(0, NEVER));
        assertThat(TimeToTarget.of().median()).isNaN();
    }

    /** Order statistics: for n = 6 the extremes hold the median with 1 - 2/64; for n = 10 the 2nd and 9th with 0.9785. */
    @Test
    void theMediansIntervalLiesBetweenOrderStatistics() {
        assertThat(TimeToTarget.of(1, 2, 3, 4, 5, 6).interval()).isEqualTo(new Interval(1, 6));
        assertThat(TimeToTarget.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).interval()).isEqualTo(new Interval(2, 9));
        assertThat(TimeToTarget.of(1, 2, 3, 4, 5, 6, 7, NEVER, NEVER, NEVER).interval())
                .isEqualTo(new Interval(2, NEVER));
    }

    @Test
    void aSampleIsSplitWhenItsWidestGapIsTwiceAsWideAsEitherPart() {
        assertThat(Split.of(2, .86, .5, .85, .52, .84, .5)).contains(new Split(3, 3, .52, .84));
        assertThat(Split.of(2, 1, 2, 3, 4, 5)).isEmpty();
        assertThat(Split.of(2, 0, 1, 2.9, 3.9))
                .as("a gap of 1.9 between ranges of 1")
                .isEmpty();
        assertThat(Split.of(2, 0, 1, 3.1, 4.1)).as("2.1").isPresent();
        assertThat(Split.of(2, .5, .9, .91, .92))
                .as("one run apart is no group")
                .isEmpty();
        assertThat(Split.of(1, .5, .9, .91, .92)).isPresent();
        assertThat(Split.of(2, .5, .9, NEVER, NEVER)).contains(new Split(2, 2, .9, NEVER));
        assertThat(Split.of(1, 3, 3, 3)).isEmpty();
        assertThat(Split.of(1)).isEmpty();
    }

    /** Two strata without variation: a resample that mixed them would vary. */
    @Test
    void theBootstrapResamplesWithinStrata() {
        double[] low = {1, 1, 1};
        double[] high = {5, 5, 5};
        Interval interval = Bootstrap.interval(
                List.of(low, high),
                strata -> Arrays.stream(strata.get(0)).sum()
                        + Arrays.stream(strata.get(1)).sum());
        assertThat(interval).isEqualTo(new Interval(18, 18));
        assertThatThrownBy(() -> Bootstrap.interval(List.of(low, new double[0]), strata -> 0))
                .hasMessageContaining("stratum");
    }

    @Test
    void theInterquartileMeanCarriesUpToAQuarterOfDivergedRuns() {
        assertThat(InterquartileMean.of(1, 2, 3, NEVER).mean()).isEqualTo(2.5);
        assertThat(InterquartileMean.of(1, 2, NEVER, NEVER).mean()).isEqualTo(NEVER);
        assertThat(InterquartileMean.of(1, 2, 3, NEVER).interval().high()).isEqualTo(NEVER);
    }

    @Test
    void equalValuesShareTheirMeanRank() {
        assertThat(Ranks.of(3, 1, 3, NEVER, NEVER, 3)).containsExactly(3, 1, 3, 5.5, 5.5, 3);
        assertThatThrownBy(() -> Ranks.of(1, Double.NaN)).hasMessageContaining("NaN has no rank");
    }
}
