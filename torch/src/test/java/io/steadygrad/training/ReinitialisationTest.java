package io.steadygrad.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Tap;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReinitialisationTest {
    @BeforeEach
    void oneThread() {
        torch.set_num_threads(1);
        torch.manual_seed(7);
    }

    private static Model narrow(long seed) {
        return Circle.network(8, 5, Activation.RELU, "uniform(limit=0.05)", Norm.NONE)
                .build(List.of(2), seed);
    }

    /** What a model's layers do to a batch. */
    private static final class Seen implements Tap {
        final List<Double> deviations = new ArrayList<>();
        final List<Double> directions = new ArrayList<>();

        @Override
        public Tensor sum(String layer, Tensor sum) {
            deviations.add(sum.sub(sum.mean(0)).square().mean().sqrt().item_double());
            return sum;
        }

        @Override
        public Tensor through(String layer, Tensor activation) {
            Tensor centred = activation.sub(activation.mean(0));
            Tensor covariance = centred.t().matmul(centred);
            double trace = covariance.trace().item_double();
            double squares = covariance.square().sum().item_double();
            directions.add(squares > 0 ? trace * trace / squares : 0);
            return activation;
        }

        static Seen by(Model model, Tensor inputs) {
            Seen seen = new Seen();
            model.tap(seen);
            model.forward(inputs, true);
            model.tap(null);
            return seen;
        }
    }

    @Test
    void everyLayerPassesOnUnitVariance() {
        try (PointerScope scope = new PointerScope();
                Model model = narrow(1)) {
            Tensor inputs = torch.randn(256, 2);
            assertThat(Reinitialisation.apply(model, inputs, torch.randn(256, 2), 1, 0))
                    .isTrue();
            assertThat(Seen.by(model, inputs).deviations)
                    .hasSize(9)
                    .allSatisfy(deviation -> assertThat(deviation).isCloseTo(1, within(1e-3)));
        }
    }

    /** One drawing in three does when it is taken as it comes. */
    @Test
    void rowsStayApartBehindEveryHiddenLayerOfANarrowNetwork() {
        try (PointerScope scope = new PointerScope()) {
            Tensor inputs = torch.randn(256, 2);
            Tensor others = torch.randn(256, 2);
            for (int seed = 0; seed < 20; seed++) {
                try (Model model = narrow(seed)) {
                    Reinitialisation.apply(model, inputs, others, seed, 0);
                    assertThat(Seen.by(model, others).directions.subList(0, 8))
                            .as("seed %d", seed)
                            .allSatisfy(directions -> assertThat(directions).isGreaterThanOrEqualTo(1.45));
                }
            }
        }
    }

    @Test
    void drawsDifferAndTheSameDrawIsTheSame() {
        try (PointerScope scope = new PointerScope()) {
            Tensor inputs = torch.randn(64, 2);
            List<Double> sums = new ArrayList<>();
            for (int draw : new int[] {0, 1, 0}) {
                try (Model model = narrow(3)) {
                    Reinitialisation.apply(model, inputs, inputs, 3, draw);
                    sums.add(model.forward(inputs, true).sum().item_double());
                }
            }
            assertThat(sums.get(0)).isEqualTo(sums.get(2)).isNotEqualTo(sums.get(1));
        }
    }
}
