package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.gradient.Elements;
import io.steadygrad.random.NumpyLegacyRandom;
import io.steadygrad.random.RotatedQuadratic;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuadraticTest {
    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** Published: the loss over the first 896 test rows at the start (accepted within 0.001). */
    @Test
    void startsAtThePublishedLossOfDeepObs() {
        double[] numbers = new NumpyLegacyRandom(43).normal(0, 0.6, 1000 * 100);
        try (Model model = new Quadratic(100, 42).build(List.of(100), 1);
                PointerScope scope = new PointerScope()) {
            Tensor rows = torch.zeros(896, 100);
            FloatPointer memory = new FloatPointer(rows.data_ptr());
            for (int i = 0; i < 896 * 100; i++) {
                memory.put(i, (float) numbers[i]);
            }
            Tensor output = model.forward(rows, false);
            assertThat(output.shape()).containsExactly(896, 100);
            assertThat(torch.mse_loss(output, torch.zeros(896, 100)).item_double())
                    .isCloseTo(353.4468, within(1e-3));
        }
    }

    @Test
    void itsGradientIsTheHessianTimesTheDistance() {
        double[][] hessian = new RotatedQuadratic(4, 7).hessian();
        double[] x = {0.5, -1, 2, 0};
        try (Model model = new Quadratic(4, 7).build(List.of(4), 1, Elements.Type.FLOAT64);
                PointerScope scope = new PointerScope()) {
            Tensor row = GradientCheck.normal64(1, 1, 4);
            new org.bytedeco.javacpp.DoublePointer(row.data_ptr()).put(x);
            Tensor output = model.forward(row, true);
            torch.mse_loss(output, torch.zeros_like(output)).backward();
            double[] gradient =
                    GradientCheck.doubles(model.weights().get(0).tensor().grad());
            for (int i = 0; i < 4; i++) {
                double expected = 0;
                for (int j = 0; j < 4; j++) {
                    expected += hessian[i][j] * (1 - x[j]);
                }
                assertThat(gradient[i]).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @Test
    void rowsMustHaveItsDimension() {
        assertThatThrownBy(() -> new Quadratic(100, 42).build(List.of(10), 1))
                .hasMessage("The model 'quadratic' with dim: 100 takes rows of 100 numbers, but the data have [10]");
    }
}
