package io.steadygrad.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RotatedQuadraticTest {
    private final RotatedQuadratic deep = new RotatedQuadratic(100, 42);

    @Test
    void hasTheLargestEigenvalueOfDeepObs() {
        assertThat(Arrays.stream(deep.eigenvalues()).max().orElseThrow()).isCloseTo(53.12902, within(5e-6));
        assertThat(Arrays.stream(deep.eigenvalues()).filter(value -> value > 1).count())
                .isEqualTo(10);
    }

    @Test
    void startsAtTheTestLossOfDeepObs() {
        double[][] h = deep.hessian();
        double[] x = new NumpyLegacyRandom(43).normal(0, 0.6, 100_000);
        double sum = 0;
        for (int row = 0; row < 896; row++) {
            for (int i = 0; i < 100; i++) {
                for (int j = 0; j < 100; j++) {
                    sum += 0.5 * (1 - (float) x[100 * row + i]) * h[i][j] * (1 - (float) x[100 * row + j]);
                }
            }
        }

        // The published logs: 353.4468 at theta = 1, over the first 896 test rows.
        assertThat(sum / 896).isCloseTo(353.4468, within(1e-3));
    }

    @Test
    void turnsWithoutStretching() {
        double[][] h = deep.hessian();
        double trace = 0;
        double frobenius = 0;
        for (int i = 0; i < 100; i++) {
            trace += h[i][i];
            frobenius += Arrays.stream(h[i]).map(v -> v * v).sum();
        }

        assertThat(trace).isCloseTo(Arrays.stream(deep.eigenvalues()).sum(), within(1e-9));
        assertThat(frobenius)
                .isCloseTo(Arrays.stream(deep.eigenvalues()).map(v -> v * v).sum(), within(1e-7));
    }

    @Test
    void hasASquareRoot() {
        double[][] h = new RotatedQuadratic(5, 3).hessian();
        double[][] s = new RotatedQuadratic(5, 3).squareRoot();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                double product = 0;
                for (int k = 0; k < 5; k++) {
                    product += s[k][i] * s[k][j];
                }
                assertThat(product).isCloseTo(h[i][j], within(1e-12));
            }
        }
    }

    @Test
    void needsTwoDimensions() {
        assertThatThrownBy(() -> new RotatedQuadratic(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 1");
    }
}
