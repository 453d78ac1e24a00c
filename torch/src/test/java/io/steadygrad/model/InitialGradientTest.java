package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How the back-propagated gradient's squared norm changes through L layers of n units before any training, against closed forms, within
 * four standard errors of 400 networks.
 */
class InitialGradientTest {
    private static final int NETWORKS = 400;
    private static final int N = 64;
    private static final int L = 12;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** Squared norm of the gradient at the input over that at the output, for each network. */
    private static double[] ratios(Activation activation, String init) {
        Initializer initializer = Initializer.parse(init);
        Mlp mlp = new Mlp(
                Collections.nCopies(L - 1, N),
                activation,
                List.of(initializer),
                0,
                Norm.NONE,
                new Output(N, activation));
        double[] ratios = new double[NETWORKS];
        for (int k = 0; k < NETWORKS; k++) {
            try (Model model = mlp.build(List.of(N), k);
                    PointerScope scope = new PointerScope()) {
                Tensor input = GradientCheck.normal32(k, 1, N);
                input.set_requires_grad(true);
                Tensor direction = GradientCheck.normal32(10_000 + k, 1, N);
                model.forward(input, true).mul(direction).sum().backward();
                ratios[k] = input.grad().square().sum().item_double()
                        / direction.square().sum().item_double();
            }
        }
        return ratios;
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double variance(double[] x) {
        double mean = mean(x);
        return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
    }

    /** ReLU with variance 2/n: the logarithm has mean -5L/(2n) and variance 5L/n (Hanin and Nica 2020). */
    @Test
    void heKeepsRectifiersInScaleButForALogNormalSpread() {
        double[] logs = Arrays.stream(ratios(Activation.RELU, "he_normal"))
                .map(Math::log)
                .toArray();
        double spread = 5.0 * L / N;
        assertThat(mean(logs)).isCloseTo(-spread / 2, within(4 * Math.sqrt(spread / NETWORKS)));
        assertThat(variance(logs)).isCloseTo(spread, within(4 * spread * Math.sqrt(2.0 / NETWORKS) + 0.1 * spread));
    }

    /** ReLU with variance 1/n: half of it is lost in each layer. */
    @Test
    void lecunHalvesTheSquaredGradientOfRectifiersPerLayer() {
        double[] logs = Arrays.stream(ratios(Activation.RELU, "lecun_normal"))
                .map(Math::log)
                .toArray();
        double spread = 5.0 * L / N;
        assertThat(mean(logs)).isCloseTo(L * Math.log(0.5) - spread / 2, within(4 * Math.sqrt(spread / NETWORKS)));
    }

    /** Linear layers with U(-1/sqrt n, 1/sqrt n): a third is left by each (Glorot and Bengio 2010). */
    @Test
    void pytorchsDefaultLeavesAThirdPerLinearLayer() {
        double[] ratios = ratios(Activation.LINEAR, "pytorch_uniform");
        double expected = Math.pow(3, -L);
        double error = Math.sqrt(variance(ratios) / NETWORKS);
        assertThat(mean(ratios)).isCloseTo(expected, within(4 * error));
        assertThat(error).isLessThan(0.1 * expected);
    }
}
