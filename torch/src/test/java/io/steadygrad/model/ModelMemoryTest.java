package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.Elements;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelMemoryTest {
    private static final Mlp MLP = new Mlp(
            List.of(256, 256),
            Activation.RELU,
            List.of(Initializer.parse("he_uniform")),
            0,
            Norm.BATCH,
            new Output(10, Activation.SOFTMAX));

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    private static void build(int models) {
        for (int i = 0; i < models; i++) {
            try (Model model = MLP.build(List.of(64), i)) {
                assertThat(model.weights()).hasSize(10);
            }
        }
    }

    private static void train(Model model, Tensor input, int passes) {
        for (int i = 0; i < passes; i++) {
            try (PointerScope scope = new PointerScope()) {
                model.forward(input, true).sum().backward();
            }
        }
    }

    /** Each model holds 0.34 MB of weights, each pass makes 0.1 MB: 300 and 2000 of them would show as 100 and 200 MB. */
    @Test
    void modelsAndPassesLeaveNoMemoryBehind() {
        try (Model model = MLP.build(List.of(64), 1);
                PointerScope scope = new PointerScope()) {
            Tensor input = GradientCheck.normal32(1, 16, 64);
            build(50);
            train(model, input, 200);
            long before = Pointer.physicalBytes();
            long pointers = Pointer.totalCount();
            build(300);
            train(model, input, 2000);
            assertThat(Pointer.totalCount() - pointers).isLessThanOrEqualTo(0);
            assertThat((Pointer.physicalBytes() - before) / 1e6)
                    .as("growth in MB")
                    .isLessThan(30);
        }
    }

    private static List<float[]> bits(long seed) {
        try (Model model = MLP.build(List.of(64), seed);
                PointerScope scope = new PointerScope()) {
            List<float[]> bits = new ArrayList<>();
            model.weights().forEach(weight -> bits.add(GradientCheck.floats(weight.tensor())));
            return bits;
        }
    }

    private static boolean same(List<float[]> a, List<float[]> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    @Test
    void theSeedAloneDecidesTheBitsWhateverOtherThreadsDo() throws Exception {
        List<float[]> alone = bits(7);
        assertThat(same(bits(8), alone)).isFalse();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<float[]>>> together = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long seed = i % 3 == 0 ? 7 : 100 + i;
                together.add(threads.submit(() -> {
                    torch.manual_seed(seed);
                    return bits(seed);
                }));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(same(together.get(i).get(), alone)).isEqualTo(i % 3 == 0);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void namesAreUniqueAndTypesAreFloats() {
        try (ModelMemory memory = new ModelMemory(1, Elements.Type.FLOAT32)) {
            memory.constant("a.weight", 0, 2);
            assertThatThrownBy(() -> memory.constant("a.weight", 0, 2))
                    .hasMessageContaining("'a.weight' is used twice");
        }
        assertThatThrownBy(() -> MLP.build(List.of(64), 1, Elements.Type.FLOAT16))
                .hasMessageContaining("FLOAT16");
    }

    @Test
    void closingTwiceIsHarmless() {
        Model model = MLP.build(List.of(64), 1);
        model.close();
        model.close();
    }
}
