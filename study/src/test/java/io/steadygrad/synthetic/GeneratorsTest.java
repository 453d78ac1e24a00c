package io.steadygrad.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.data.Generator;
import io.steadygrad.data.Rows;
import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.data.Synthetic;
import io.steadygrad.spec.Call;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorsTest {

    private static Generator generator(String text) {
        return Generators.catalog().make(Call.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"randn", "circles", "spirals", "blobs", "adding", "temporal_order"})
    void makesTheSameFirstRowsHoweverManyAreAskedFor(String name) {
        Samples few = generator(name + "(rows=20, test_rows=0)").generate();
        Samples many = generator(name + "(rows=30, test_rows=5)").generate();

        assertThat(few.rows()).isEqualTo(20);
        assertThat(many.rows()).isEqualTo(35);
        assertThat(many.features()).startsWith(few.features());
        assertThat(many.targets()).startsWith(few.targets());
        assertThat(generator(name + "(rows=20, test_rows=0, seed=1)").generate().features())
                .isNotEqualTo(few.features());
    }

    @Test
    void randnIsStandardNormalAndItsOwnTarget() {
        Samples samples = generator("randn(1000, 10)").generate();
        double mean = 0;
        double square = 0;
        for (float x : samples.features()) {
            mean += x / 20_000;
            square += x * x / 20_000;
        }

        assertThat(samples.rows()).isEqualTo(2000);
        assertThat(samples.featureShape()).containsExactly(10);
        assertThat(samples.targetsAreInputs()).isTrue();
        assertThat(mean).isCloseTo(0, within(0.03));
        assertThat(square).isCloseTo(1, within(0.04));
    }

    @Test
    void circlesHaveTheirRadii() {
        Samples samples = generator("circles(rows=100, noise=0, factor=0.25)").generate();
        for (int row = 0; row < 100; row++) {
            double radius = Math.hypot(samples.features()[2 * row], samples.features()[2 * row + 1]);
            assertThat(radius).isCloseTo(samples.targets()[row] == 0 ? 1 : 0.25, within(1e-6));
        }
        assertThat(samples.targets()).startsWith(0, 1, 0, 1);
        assertThat(samples.classes()).isEqualTo(2);
    }

    @Test
    void spiralArmsWindAtTheirAngle() {
        Samples samples =
                generator("spirals(rows=90, classes=3, noise=0, turns=2)").generate();
        for (int row = 0; row < 90; row++) {
            double x = samples.features()[2 * row];
            double y = samples.features()[2 * row + 1];
            double radius = Math.hypot(x, y);
            double expected = 2 * Math.PI * (2 * radius + samples.targets()[row] / 3.0);
            assertThat(x).isCloseTo(radius * Math.cos(expected), within(1e-5));
            assertThat(y).isCloseTo(radius * Math.sin(expected), within(1e-5));
        }
        assertThat(samples.classes()).isEqualTo(3);
    }

    @Test
    void blobsScatterAroundTheirCentres() {
        Samples samples = generator("blobs(rows=5000, classes=10, dim=64, noise=0.5, test_rows=0)")
                .generate();
        double[] centre = new double[64];
        double within = 0;
        for (int row = 0; row < 5000; row += 10) {
            for (int axis = 0; axis < 64; axis++) {
                centre[axis] += samples.features()[row * 64 + axis] / 500.0;
            }
        }
        for (int row = 0; row < 5000; row += 10) {
            for (int axis = 0; axis < 64; axis++) {
                within += Math.pow(samples.features()[row * 64 + axis] - centre[axis], 2) / (64 * 499);
            }
        }

        assertThat(Math.sqrt(within)).isCloseTo(0.5, within(0.01));
        assertThat(Arrays.stream(centre).map(c -> c * c).sum() / 64).isBetween(0.4, 1.8);
        assertThat(samples.classes()).isEqualTo(10);
    }

    @Test
    void addingMarksOneStepOfEachHalfAndSumsThem() {
        Samples samples = generator("adding(rows=4000, length=11, test_rows=0)").generate();
        double error = 0;
        for (int row = 0; row < 4000; row++) {
            double sum = 0;
            int first = -1;
            int second = -1;
            for (int step = 0; step < 11; step++) {
                float value = samples.features()[row * 22 + 2 * step];
                float mark = samples.features()[row * 22 + 2 * step + 1];
                assertThat(value).isBetween(0f, 1f);
                if (mark == 1) {
                    sum += value;
                    first = first < 0 ? step : first;
                    second = step;
                } else {
                    assertThat(mark).isZero();
                }
            }
            assertThat(first).isBetween(0, 4);
            assertThat(second).isBetween(5, 10);
            assertThat(samples.targets()[row]).isCloseTo((float) sum, within(1e-6f));
            error += Math.pow(samples.targets()[row] - 1, 2) / 4000;
        }

        assertThat(samples.featureShape()).containsExactly(11, 2);
        // Whoever answers 1 has the variance of a sum of two uniforms, 1/6; four standard errors are 0.0125.
        assertThat(error).isCloseTo(1 / 6.0, within(0.0125));
    }

    @Test
    void temporalOrderHidesTwoSymbolsAmongDistractors() {
        Samples samples =
                generator("temporal_order(rows=4000, length=25, test_rows=0)").generate();
        int[] labels = new int[4];
        for (int row = 0; row < 4000; row++) {
            int[] seen = new int[2];
            int found = 0;
            for (int step = 0; step < 25; step++) {
                int symbol = -1;
                for (int channel = 0; channel < 6; channel++) {
                    if (samples.features()[(row * 25 + step) * 6 + channel] == 1) {
                        assertThat(symbol).isEqualTo(-1);
                        symbol = channel;
                    }
                }
                assertThat(symbol).isNotNegative();
                if (symbol < 2) {
                    // k = int(2.5) = 2: the places are 2..3 and 12..13.
                    assertThat(step).isBetween(found == 0 ? 2 : 12, found == 0 ? 3 : 13);
                    seen[found++] = symbol;
                }
            }
            assertThat(found).isEqualTo(2);
            assertThat(samples.targets()[row]).isEqualTo(2 * seen[0] + seen[1]);
            labels[(int) samples.targets()[row]]++;
        }

        assertThat(samples.featureShape()).containsExactly(25, 6);
        assertThat(samples.classes()).isEqualTo(4);
        assertThat(Arrays.stream(labels)).allSatisfy(count -> assertThat(count).isBetween(890, 1110));
    }

    @Test
    void quadraticIsThatOfDeepObs() {
        Split split = new Synthetic(generator("quadratic"), "", null, null).load();

        assertThat(split.train().rows()).isEqualTo(1000);
        assertThat(split.train().featureShape()).containsExactly(100);
        assertThat(split.train().targetShape()).containsExactly(100);
        assertThat(split.train().targets()).containsOnly(0);
        // numpy.random.RandomState(42).normal(0, 0.6, (1000, 100)), and 43 for testing
        assertThat(split.train().features()).startsWith(0.29802850f, -0.08295858f, 0.38861313f);
        assertThat(split.test().features()).startsWith(0.15443996f, -0.5450889f);
    }

    @Test
    void trainsOnRowsAndTestsOnTheFollowingOnes() {
        Generator generator = generator("randn(3, 1, test_rows=2)");
        float[] all = generator.generate().features();
        Split own = new Synthetic(generator, "", null, null).load();
        Split given = new Synthetic(generator, "", Rows.parse("0..0"), Rows.parse("4..4")).load();

        assertThat(own.train().features()).containsExactly(all[0], all[1], all[2]);
        assertThat(own.test().features()).containsExactly(all[3], all[4]);
        assertThat(given.train().features()).containsExactly(all[0]);
        assertThat(given.test().features()).containsExactly(all[4]);
    }

    @Test
    void testsOnTheTrainingRowsWhereThereAreNoOthers() {
        Split split = new Synthetic(generator("circles(rows=10, test_rows=0)"), "inputs", null, null).load();

        assertThat(split.test().features()).isEqualTo(split.train().features());
        assertThat(split.train().targetsAreInputs()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "randn(0)", "randn(10, 0)", "spirals(classes=1)", "circles(noise=-1)", "circles(factor=2)",
                "adding(length=1)", "temporal_order(length=9)", "quadratic(dim=1)", "blobs(test_rows=-1)",
                        "spirals(turns=0)"
            })
    void refusesParametersThatMakeNoSense(String text) {
        assertThatThrownBy(() -> generator(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }

    @Test
    void suggestsTheNearestGenerator() {
        assertThatThrownBy(() -> generator("spiral"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spirals");
    }
}
