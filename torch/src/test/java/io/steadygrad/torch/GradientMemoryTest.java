package io.steadygrad.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.model.Weight;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GradientMemoryTest {
    private PointerScope scope = new PointerScope();

    @BeforeEach
    void open() {
        LibTorch.threads(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Weight weight(String name, double value, long... shape) {
        Tensor tensor = torch.full(shape, new Scalar(value)).set_requires_grad(true);
        return new Weight(Parameter.of(name, shape), tensor);
    }

    private static double[] gradient(GradientMemory memory, int index) {
        return memory.gradients().get(index).gradient().toArray();
    }

    @Test
    void backwardAddsInPlaceWhereTheGradientSetLooks() {
        Weight w = weight("w", 2, 3, 2);
        Weight b = weight("b", 1, 5);
        try (GradientMemory memory = new GradientMemory(List.of(w, b))) {
            GradientSet gradients = memory.gradients();
            for (int step = 1; step <= 3; step++) {
                try (PointerScope inner = new PointerScope()) {
                    w.tensor().square().sum().add(b.tensor().sum()).backward();
                }
                assertThat(gradient(memory, 0)).containsOnly(4.0 * step).hasSize(6);
                assertThat(gradient(memory, 1)).containsOnly(step).hasSize(5);
            }
            memory.zero();
            assertThat(gradient(memory, 0)).containsOnly(0);
            gradients.get(0).gradient().set(0, 42);
            assertThat(w.tensor().grad().flatten().narrow(0, 0, 1).item_double())
                    .isEqualTo(42);
            gradients.get(0).weight().set(5, -7);
            assertThat(w.tensor().detach().min().item_double()).isEqualTo(-7);
        }
    }

    @Test
    void whatAStepDoesNotReachHasAGradientOfZero() {
        Weight used = weight("used", 1, 2);
        Weight unused = weight("unused", 1, 2);
        try (GradientMemory memory = new GradientMemory(List.of(used, unused))) {
            used.tensor().sum().backward();
            assertThat(gradient(memory, 0)).containsOnly(1);
            assertThat(gradient(memory, 1)).containsOnly(0);
        }
    }

    @Test
    void zeroingErasesNotANumber() {
        Weight w = weight("w", 1, 2);
        try (GradientMemory memory = new GradientMemory(List.of(w))) {
            w.tensor().mul(new Scalar(Double.NaN)).sum().backward();
            assertThat(gradient(memory, 0)).containsOnly(Double.NaN);
            memory.zero();
            assertThat(gradient(memory, 0)).containsOnly(0);
        }
    }

    @Test
    void aTiedWeightCountsOnceAndAFrozenOneNotAtAll() {
        Weight w = weight("embedding.weight", 1, 2, 2);
        Weight tied = new Weight(Parameter.of("decoder.weight", 2, 2), new Tensor(w.tensor()));
        Weight frozen = weight("frozen", 1, 3);
        frozen.tensor().set_requires_grad(false);
        try (GradientMemory memory = new GradientMemory(List.of(w, frozen, tied))) {
            assertThat(memory.gradients().layout().parameters())
                    .extracting(Parameter::name)
                    .containsExactly("embedding.weight");
            w.tensor().matmul(tied.tensor()).sum().backward();
            assertThat(gradient(memory, 0)).containsOnly(4);
        }
    }

    @Test
    void everyGradientStartsOnACacheLine() {
        try (GradientMemory memory =
                new GradientMemory(List.of(weight("a", 1, 3), weight("b", 1, 17), weight("c", 1, 1)))) {
            for (Weight weight : memory.weights()) {
                assertThat(weight.tensor().grad().data_ptr().address() % 64).isZero();
            }
            assertThat(memory.block().numel()).isEqualTo(16 + 32 + 16);
        }
    }

    @Test
    void afterClosingTheWeightsHaveNoGradient() {
        Weight w = weight("w", 1, 2);
        new GradientMemory(List.of(w)).close();
        assertThat(w.tensor().grad().defined()).isFalse();
        assertThat(w.tensor().sum().item_double()).isEqualTo(2);
    }

    @Test
    void itOutlivesTheScopeItWasMadeIn() {
        Weight w = weight("w", 1, 2);
        GradientMemory memory;
        try (PointerScope inner = new PointerScope()) {
            memory = new GradientMemory(List.of(w));
        }
        w.tensor().sum().backward();
        assertThat(gradient(memory, 0)).containsOnly(1);
        assertThat(memory.block().isNull()).isFalse();
        memory.close();
        assertThat(memory.block().isNull()).isTrue();
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        Weight single = weight("single", 1, 2);
        Tensor wide = torch.ones(new long[] {2}, new TensorOptions(torch.ScalarType.Double))
                .set_requires_grad(true);
        Weight mixed = new Weight(Parameter.of("double", 2), wide);
        assertThatThrownBy(() -> new GradientMemory(List.of(single, mixed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'single' is Float and 'double' is Double");
        assertThatThrownBy(() -> new GradientMemory(List.of())).hasMessageContaining("no weight that can be trained");
        Tensor strided = torch.ones(2, 3).t().detach().set_requires_grad(true);
        assertThatThrownBy(() -> new GradientMemory(List.of(new Weight(Parameter.of("t", 3, 2), strided))))
                .hasMessageContaining("contiguous");
    }

    @Test
    void whatIsOnADeviceHasNoViewOnTheHost() {
        TensorOptions meta =
                new TensorOptions(torch.ScalarType.Float).device(new DeviceOptional(LibTorch.device("meta")));
        Tensor there = torch.zeros(new long[] {3}, meta).set_requires_grad(true);
        Weight w = new Weight(Parameter.of("w", 3), there);
        try (GradientMemory memory = new GradientMemory(List.of(w))) {
            assertThat(memory.block().is_meta()).isTrue();
            assertThatThrownBy(memory::gradients)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("on meta")
                    .hasMessageContaining("DeviceGradients.of(memory)");
        }
        assertThatThrownBy(() -> new GradientMemory(List.of(w, weight("b", 1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'w' is on meta and 'b' on cpu");
    }

    @Test
    void aDeviceThatIsNotThereIsNamed() {
        assertThat(LibTorch.device("cpu").is_cpu()).isTrue();
        assertThatThrownBy(() -> LibTorch.device("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cuda:0")
                .hasMessageContaining("not 'gpu'");
        if (!torch.hasCUDA()) {
            assertThatThrownBy(() -> LibTorch.device("cuda:1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'cuda:1' was asked for, but this LibTorch build has no CUDA");
        }
    }
}
