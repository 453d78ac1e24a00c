package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Batch normalisation makes gradients explode with depth: how much the back-propagated gradient's squared norm grows per layer in wide networks
 * without skips, against the closed form (Yang et al., "A Mean Field Theory of Batch Normalization", 2019).
 */
class BatchNormGrowthTest {
    private static final int WIDTH = 3000;
    private static final int LAYERS = 4;
    private static final int BATCHES = 6;

    /** Many, so that the rows of a batch are as different from one another as the closed form has them. */
    private static final int INPUTS = 1000;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** The growth per layer of a batch of B through ReLU; 1.46694 for many rows. */
    private static double expected(int rows) {
        double b = rows;
        double c = -1 / (b - 1);
        double angle = Math.PI - Math.acos(c);
        double j = (Math.sqrt(1 - c * c) + angle * c) / Math.PI;
        double slope = angle / Math.PI;
        return ((b - 1) * (slope + b - 1)) / ((b - 3) * (b - 1) * (1 - j)) - 1 / (b - 3);
    }

    /**
     * Measured on several batches: the root over all layers but the first, which sees raw inputs, and the last, whose random
     * gradient still has a mean over the batch, which normalisation takes away.
     */
    private static double growth(Model model, int rows) {
        double sum = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            sum += growthOfAll(model, rows, 10_000L * rows + 2 * batch);
        }
        return Math.pow(sum / BATCHES, 1.0 / (LAYERS - 2));
    }

    private static double growthOfAll(Model model, int rows, long seed) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> seen = new ArrayList<>();
            model.tap((layer, activation) -> {
                if (layer.startsWith("hidden")) {
                    activation.retain_grad();
                    seen.add(activation);
                }
                return activation;
            });
            model.forward(GradientCheck.normal32(seed, rows, INPUTS), true);
            Tensor last = seen.get(LAYERS - 1);
            last.mul(GradientCheck.normal32(seed + 1, rows, WIDTH)).sum().backward();
            return seen.get(0).grad().square().sum().item_double()
                    / seen.get(LAYERS - 2).grad().square().sum().item_double();
        }
    }

    private static Model network(Activation activation) {
        return new Mlp(
                        Collections.nCopies(LAYERS, WIDTH),
                        activation,
                        List.of(Initializer.parse("he_normal")),
                        0,
                        Norm.BATCH,
                        new Output(1, Activation.LINEAR))
                .build(List.of(INPUTS), 5);
    }

    @Test
    void theClosedFormGivesThePublishedNumbers() {
        assertThat(expected(8)).isCloseTo(1.788, within(5e-4));
        assertThat(expected(32)).isCloseTo(1.522, within(5e-4));
        assertThat(expected(128)).isCloseTo(1.480, within(5e-4));
        assertThat(expected(100_000_000)).isCloseTo(1.46694, within(1e-5));
    }

    @Test
    void gradientsGrowThroughRectifiersByTheClosedFormOfTheBatch() {
        try (Model model = network(Activation.RELU)) {
            for (int rows : new int[] {8, 32, 128}) {
                assertThat(growth(model, rows)).as("%d rows", rows).isCloseTo(expected(rows), within(0.03));
            }
        }
    }

    @Test
    void gradientsGrowThroughLinearLayersInSmallBatches() {
        try (Model model = network(Activation.LINEAR)) {
            for (int rows : new int[] {8, 32}) {
                assertThat(growth(model, rows)).as("%d rows", rows).isCloseTo((rows - 2.0) / (rows - 3), within(0.03));
            }
        }
    }
}
