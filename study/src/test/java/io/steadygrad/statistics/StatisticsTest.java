package io.steadygrad.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    /** Computed by hand from Wilson's formula with z = 1.959964. */
    @ParameterizedTest
    @CsvSource({
        "5, 5, 0.565518, 1",
        "0, 5, 0, 0.434482",
        "3, 5, 0.230724, 0.882379",
        "1, 10, 0.017876, 0.404150",
        "8, 10, 0.490162, 0.943318",
        "0, 0, 0, 1"
    })
    void wilsonIntervalsStayHonestForFewRuns(int successes, int n, double low, double high) {
        Interval interval = new SuccessRate(successes, n).interval();
        assertThat(interval.low()).isEqualTo(low, within(1e-6));
        assertThat(interval.high()).isEqualTo(high, within(1e-6));
    }

    @Test
    void aRateOfNothingIsNotANumber() {
        assertThat(new SuccessRate(0, 0).rate()).isNaN();
        assertThatThrownBy(() -> new SuccessRate(3, 2)).hasMessageContaining("between 0 and n = 2, were 3");
    }

    @Test
    void quantilesInterpolateLikeNumPy() {
        Quantiles quantiles = new Quantiles(7, 1, 3, 10);
        assertThat(quantiles.median()).isEqualTo(5);
        assertThat(quantiles.at(0.25)).as("1 + 0.75 * 2").isEqualTo(2.5);
        assertThat(quantiles.at(0.75)).as("7 + 0.25 * 3").isEqualTo(7.75);
        assertThat(quantiles.at(0)).isEqualTo(1);
        assertThat(quantiles.at(1)).isEqualTo(10);
        assertThat(new Quantiles().median()).isNaN();
        assertThat(new Quantiles(4).at(0.9)).isEqualTo(4);
        assertThat(new Quantiles(1, Double.POSITIVE_INFINITY).median()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(new Quantiles(1, Double.NEGATIVE_INFINITY).median()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(new Quantiles(1, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 2).at(0.2))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(new Quantiles(1, 2, Double.NEGATIVE_INFINITY).median()).isEqualTo(1);
        assertThatThrownBy(() -> new Quantiles(1, Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void theInterquartileMeanIsTheMeanOfTheMiddleHalf() {
        assertThat(InterquartileMean.of(1, 2, 3, 1000).mean()).as("2 and 3").isEqualTo(2.5);
        assertThat(InterquartileMean.of(0, 1, 2, 3, 4, 5, 6, 7).mean())
                .as("2, 3, 4, 5")
                .isEqualTo(3.5);
        assertThat(InterquartileMean.of(1, 2, 3, 4, 100).mean())
                .as("(0.75 * 2 + 3 + 0.75 * 4) / 2.5")
                .isEqualTo(3, within(1e-12));
        assertThat(InterquartileMean.of(7).mean()).isEqualTo(7);
        assertThat(InterquartileMean.of(7).interval()).isEqualTo(new Interval(7, 7));
        assertThat(InterquartileMean.of().mean()).isNaN();
    }

    @Test
    void bootstrapIntervalsRepeatAndCover() {
        SplittableRandom random = new SplittableRandom(3);
        int covered = 0;
        for (int i = 0; i < 100; i++) {
            double[] sample = random.doubles(20).toArray();
            InterquartileMean iqm = InterquartileMean.of(sample);
            assertThat(InterquartileMean.of(sample)).isEqualTo(iqm);
            covered += iqm.interval().contains(0.5) ? 1 : 0;
        }
        assertThat(covered).as("of 100 intervals of 95 %% around the true 0.5").isBetween(85, 100);
    }
}
