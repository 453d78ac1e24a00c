package io.steadygrad.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** All numbers were printed by numpy.random.RandomState of NumPy 2.4. */
class NumpyLegacyRandomTest {

    @Test
    void drawsTheUniformsOfNumPy() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(42);

        assertThat(random.uniform()).isEqualTo(0.3745401188473625);
        assertThat(random.uniform()).isEqualTo(0.9507143064099162);
        assertThat(random.uniform()).isEqualTo(0.7319939418114051);
    }

    @Test
    void drawsTheUniformsOfNumPyBeyondTheFirstTwist() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(42);
        for (int i = 0; i < 2000; i++) {
            random.uniform();
        }

        assertThat(random.uniform()).isEqualTo(0.26170568373590597);
    }

    @Test
    void mixesUniformsAndGaussiansAsNumPyDoes() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(42);
        for (int i = 0; i < 3; i++) {
            random.uniform();
        }

        assertThat(random.gaussian()).isEqualTo(-1.1118801180469204);
        assertThat(random.gaussian()).isEqualTo(0.31890218468938336);
        assertThat(random.gaussian()).isEqualTo(0.2790412922001377);
        assertThat(random.gaussian()).isEqualTo(1.0105152848065264);
        assertThat(random.gaussian()).isEqualTo(-0.580878134023515);
        // The spare Gaussian waits while uniforms are drawn.
        assertThat(random.uniform(30, 60)).isEqualTo(35.50213529560301);
        assertThat(random.normal(0, 0.6)).isEqualTo(-0.3151018843068886);
        assertThat(random.normal(0, 0.6)).isEqualTo(0.14517736293962047);
    }

    @Test
    void takesTheSmallestAndTheLargestSeed() {
        NumpyLegacyRandom zero = new NumpyLegacyRandom(0);
        assertThat(zero.uniform()).isEqualTo(0.5488135039273248);
        assertThat(zero.uniform()).isEqualTo(0.7151893663724195);
        assertThat(zero.gaussian()).isEqualTo(0.9787379841057392);
        NumpyLegacyRandom largest = new NumpyLegacyRandom(0xFFFFFFFFL);
        assertThat(largest.uniform()).isEqualTo(0.0976320289940138);
        assertThat(largest.uniform()).isEqualTo(0.9123828453026218);
        assertThat(largest.gaussian()).isEqualTo(0.6484086742306527);
    }

    @Test
    void takesSeveralSeeds() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(new int[] {1, 2, 3});

        assertThat(random.uniform()).isEqualTo(0.6098612722867289);
        assertThat(random.uniform()).isEqualTo(0.8866970434146851);
    }

    @Test
    void reachesTheTenThousandthGaussianOfNumPy() {
        double[] values = new NumpyLegacyRandom(42).normal(0, 1, 10_001);

        assertThat(values[10_000]).isEqualTo(-0.6784947304872218);
    }

    @Test
    void refusesSeedsThatNumPyRefuses() {
        assertThatThrownBy(() -> new NumpyLegacyRandom(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new NumpyLegacyRandom(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumpyLegacyRandom(new int[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesLogarithmsToTheNearestDouble() {
        // Nearest doubles of values computed with 40 digits.
        assertThat(PreciseLogarithm.of(0.5)).isEqualTo(-0.6931471805599453);
        assertThat(PreciseLogarithm.of(1.0)).isZero();
        assertThat(PreciseLogarithm.of(0.1)).isEqualTo(-2.3025850929940455);
        assertThat(PreciseLogarithm.of(Math.nextDown(1.0))).isEqualTo(-1.1102230246251566e-16);
        assertThat(PreciseLogarithm.of(1e-300)).isEqualTo(-690.7755278982137);
    }
}
