package io.steadygrad.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RateCurveTest {
    /** Rates from 1e-4 to 1, fifty to a decade, and the loss at each logarithm. */
    private static RateCurve curve(boolean ended, DoubleUnaryOperator loss) {
        double[] rate = new double[201];
        Arrays.setAll(rate, i -> Math.pow(10, -4 + i / 50.0));
        double[] losses =
                Arrays.stream(rate).map(r -> loss.applyAsDouble(Math.log10(r))).toArray();
        return RateCurve.of(rate, losses, ended);
    }

    @Test
    void theSteepestDescentTheLowestPointAndTheDivergence() {
        RateCurve curve =
                curve(false, log -> log < -1 ? 1 - Math.tanh(4 * (log + 2.5)) + 0.01 : Math.pow(10, 5 * (log + 1)));
        assertThat(curve.steepestRate()).isBetween(2.8e-3, 3.5e-3);
        assertThat(curve.lowestRate()).isBetween(0.07, 0.1);
        // Above four times the lowest is not enough: also above the start, about 2.
        assertThat(curve.divergenceRate()).isBetween(0.1, 0.13);
    }

    @Test
    void noiseDoesNotMoveTheSteepestDescent() {
        Random random = new Random(3);
        for (int run = 0; run < 20; run++) {
            RateCurve curve = curve(false, log -> {
                double outlier = random.nextDouble() < 0.05 ? 1 : 0;
                return (log < -1 ? 2.2 - Math.tanh(2 * (log + 2.5)) : 10 * (log + 1) + 1.2)
                        + 0.2 * (random.nextDouble() - 0.5)
                        + outlier;
            });
            assertThat(curve.steepestRate()).as("10^-2.5 is 0.0032").isBetween(1.2e-3, 8e-3);
        }
    }

    @Test
    void aLossThatNeverFallsHasNoSteepestDescent() {
        RateCurve curve = curve(false, log -> 1 + Math.pow(10, log));
        assertThat(curve.steepestRate()).isNaN();
        assertThat(curve.lowestRate()).isEqualTo(curve.rate()[0]);
        assertThat(curve.divergenceRate()).isNaN();
    }

    @Test
    void noiseAroundALossOfNothingIsNoDivergence() {
        RateCurve curve = curve(false, log -> log < -2 ? -log - 2 + 1e-9 : 1e-9 * (1 + 50 * (log + 2)));
        assertThat(curve.divergenceRate()).isNaN();
    }

    @Test
    void theFirstNumberThatIsNotFiniteIsADivergence() {
        assertThat(curve(true, log -> log < -1 ? -log : Double.NaN).divergenceRate())
                .isBetween(0.09, 0.11);
        assertThat(curve(true, log -> -log).divergenceRate())
                .as("weights after the last step")
                .isEqualTo(1);
    }
}
