package io.steadygrad.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializersTest {
    private static double[] draw(String text, long seed, long... shape) {
        return Initializer.parse(text).draw(WeightShape.of(shape), Draw.generator(seed, "hidden.0.weight"));
    }

    /** Shape 60 units x (40 inputs x 3 x 5 kernel): fan in 600, fan out 900, 36,000 numbers; four standard errors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "he_uniform; 2.0 / 600; 1.8",
                "he_uniform(fan=out); 2.0 / 900; 1.8",
                "he_normal; 2.0 / 600; 3",
                "he_normal(out); 2.0 / 900; 3",
                "glorot_uniform; 2.0 / 1500; 1.8",
                "glorot_normal; 2.0 / 1500; 3",
                "lecun_uniform; 1.0 / 600; 1.8",
                "lecun_normal; 1.0 / 600; 3",
                "pytorch_uniform; 1.0 / 1800; 1.8",
                "uniform; 0.0025 / 3; 1.8",
                "uniform(limit=2); 4.0 / 3; 1.8",
                "normal; 1.0 / 1; 3",
                "normal(sd=0.01); 0.0001 / 1; 3",
                // Variance of a standard normal cut at 2: 1 - 4 phi(2) / (2 Phi(2) - 1) = 0.7737413; kurtosis 2.36.
                "truncated_normal(sd=0.1); 0.007737413 / 1; 2.36",
            })
    void variancesAreThoseOfTheFormulas(String text, String fraction, double kurtosis) {
        String[] parts = fraction.split("/");
        double variance = Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
        double[] numbers = draw(text, 7, 60, 40, 3, 5);
        int n = numbers.length;
        assertThat(n).isEqualTo(36_000);
        double mean = Arrays.stream(numbers).average().orElseThrow();
        double square = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(variance / n)));
        assertThat(square / variance).isCloseTo(1, within(4 * Math.sqrt((kurtosis - 1) / n)));
    }

    /** Java's own Gaussian numbers changed between two JDKs in one draw of a million; these must never. */
    @ParameterizedTest
    @CsvSource({
        "he_uniform, 3425481325",
        "he_normal, 1102502444",
        "glorot_normal, 2826083544",
        "orthogonal, 1301626240",
        "truncated_normal, 616402770",
        "sparse, 1005067898",
    })
    void drawsAreTheSameBitsOnEveryJdk(String text, long expected) {
        CRC32 sum = new CRC32();
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
        for (long seed = 0; seed < 20; seed++) {
            for (double x : draw(text, seed, 200, 200)) {
                sum.update(bytes.putDouble(0, x).rewind());
            }
        }
        assertThat(sum.getValue()).isEqualTo(expected);
    }

    @Test
    void uniformNumbersFillTheirIntervalAndStayInside() {
        double[] numbers = draw("he_uniform", 3, 100, 96);
        double limit = Math.sqrt(6.0 / 96);
        assertThat(Arrays.stream(numbers).max().orElseThrow()).isBetween(0.998 * limit, limit);
        assertThat(Arrays.stream(numbers).min().orElseThrow()).isBetween(-limit, -0.998 * limit);
    }

    @Test
    void truncatedNormalsEndAtTwoStandardDeviations() {
        double[] numbers = draw("truncated_normal(sd=0.05)", 3, 100, 100);
        assertThat(Arrays.stream(numbers).map(Math::abs).max().orElseThrow()).isBetween(0.0995, 0.1);
    }

    @ParameterizedTest
    @CsvSource({"20,20", "8,30", "30,8"})
    void orthogonalMatricesAreOrthogonalTimesTheirGain(int units, int inputs) {
        double[] w = draw("orthogonal(gain=2)", 5, units, inputs);
        boolean rows = units <= inputs;
        int count = Math.min(units, inputs);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int k = 0; k < Math.max(units, inputs); k++) {
                    dot += rows ? w[a * inputs + k] * w[b * inputs + k] : w[k * inputs + a] * w[k * inputs + b];
                }
                assertThat(dot).isCloseTo(a == b ? 4 : 0, within(1e-13));
            }
        }
    }

    @Test
    void orthogonalMatricesHaveNoPreferredSign() {
        double sum = 0;
        for (int seed = 0; seed < 400; seed++) {
            sum += draw("orthogonal", seed, 3, 3)[0];
        }
        // One entry of a Haar-distributed 3 x 3 rotation is uniform in [-1, 1]: variance 1/3.
        assertThat(sum / 400).isCloseTo(0, within(4 * Math.sqrt(1.0 / 3 / 400)));
    }

    @Test
    void sparseUnitsListenToSoManyInputs() {
        double[] w = draw("sparse(per_unit=4)", 5, 6, 10);
        for (int unit = 0; unit < 6; unit++) {
            assertThat(Arrays.stream(w, unit * 10, unit * 10 + 10).filter(x -> x != 0))
                    .hasSize(4);
        }
        assertThat(draw("sparse(per_unit=4)", 5, 6, 3)).doesNotContain(0);
    }

    @Test
    void sparseSquareMatricesHaveTheirSpectralRadius() {
        double[] w = draw("sparse(per_unit=15, spectral_radius=0.95)", 5, 50, 50);
        assertThat(SpectralRadius.of(w, 50)).isCloseTo(0.95, within(1e-6));
    }

    @Test
    void spectralRadiiOfKnownMatrices() {
        // Eigenvalues 1 +- 2i: modulus sqrt(5); power iteration would never settle.
        assertThat(SpectralRadius.of(new double[] {1, -2, 2, 1}, 2)).isCloseTo(Math.sqrt(5), within(1e-7));
        // A Jordan block is far from normal: norm 1000, radius 0.5.
        assertThat(SpectralRadius.of(new double[] {0.5, 1000, 0, 0.5}, 2)).isCloseTo(0.5, within(1e-5));
        assertThat(SpectralRadius.of(new double[] {3, 0, 0, -7}, 2)).isCloseTo(7, within(1e-7));
        assertThat(SpectralRadius.of(new double[] {0, 1, 0, 0}, 2)).isZero();
    }

    @Test
    void constantsAreConstant() {
        assertThat(draw("constant", 1, 2, 2)).containsOnly(0.01);
        assertThat(draw("constant(value=-3)", 1, 2, 2)).containsOnly(-3);
        assertThat(draw("zeros", 1, 2, 2)).containsOnly(0);
    }

    @Test
    void seedAndNameDecideEveryBit() {
        assertThat(draw("he_normal", 1, 9, 9))
                .isEqualTo(draw("he_normal", 1, 9, 9))
                .isNotEqualTo(draw("he_normal", 2, 9, 9));
        double[] other =
                Initializer.parse("he_normal").draw(WeightShape.of(9, 9), Draw.generator(1, "hidden.1.weight"));
        assertThat(other).isNotEqualTo(draw("he_normal", 1, 9, 9));
        // Another JDK must draw the same: a study's record names its seed, not its numbers.
        assertThat(draw("normal", 42, 3)).containsExactly(0.34733591408539527, 0.9387353787192733, -0.6808993558729298);
        assertThat(draw("uniform(1)", 42, 3))
                .containsExactly(0.27166102725777264, 0.6521333756732237, -0.5040648243035171);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "he_unifrom; There is no initializer 'he_unifrom' (did you mean 'he_uniform'?)",
                "orthogonal(gian=2); has no parameter 'gian' (did you mean 'gain'?)",
                "normal(sd=-1); sd must be a finite number of at least 0, not -1.0",
                "sparse(per_unit=0); per_unit must be at least 1, not 0",
                "he_normal(fan=up); 'fan' is one of in, out, not 'up'",
                "zeros(1); takes no argument",
                "normal(0.1; never closed",
            })
    void mistakesAreNamed(String text, String message) {
        assertThatThrownBy(() -> Initializer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
