package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.SingletonTypePtr;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    /** y = x W^T + b, doubled while training; b appears under two names. */
    private Path exported() {
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("Net"));
            Tensor bias = torch.ones(2);
            module.register_parameter("weight", GradientCheck.normal32(3, 2, 3).requires_grad_(), false);
            module.register_parameter("bias", bias.requires_grad_(), false);
            module.register_parameter("twin", bias, false);
            module.register_buffer("count", torch.zeros(1));
            // Not of the BoolTypePtr itself: that would be taken for an object twice its size, and what lies behind it
            // for a counter.
            Type.TypePtr flag =
                    new Type.TypePtr(new SingletonTypePtr(BoolType.get().get()));
            module.register_attribute("training", flag, new IValue(true));
            module.define("""
                    def forward(self, x):
                        y = torch.matmul(x, self.weight.t()) + self.bias
                        if self.training:
                            y = y * 2.0
                        return y
                    """);
            Path file = directory.resolve("model.pt");
            module.save(file.toString());
            return file;
        }
    }

    @Test
    void anExportedModelIsTrainedInPlace() {
        try (Model model = new TorchScript(exported(), Activation.LINEAR).build(List.of(3), 1);
                PointerScope scope = new PointerScope()) {
            assertThat(model.layout()).hasToString("weight[2, 3], bias[2]");
            assertThat(model.buffers()).containsOnlyKeys("count");
            Tensor input = GradientCheck.normal32(1, 5, 3);
            float[] evaluated = GradientCheck.floats(model.forward(input, false));
            Tensor output = model.forward(input, true);
            float[] trained = GradientCheck.floats(output);
            for (int i = 0; i < trained.length; i++) {
                assertThat(trained[i]).isEqualTo(2 * evaluated[i]);
            }
            output.sum().backward();
            assertThat(GradientCheck.floats(model.weights().get(1).tensor().grad()))
                    .containsOnly(10);
        }
    }

    @Test
    void gradientsAreRightInFloat64() {
        try (Model model = new TorchScript(exported(), Activation.LINEAR).build(List.of(3), 1, Elements.Type.FLOAT64);
                PointerScope scope = new PointerScope()) {
            GradientCheck.check(model, GradientCheck.normal64(1, 4, 3), 10);
        }
    }

    @Test
    void closedModelsAreFreed() {
        Path file = exported();
        try (Model model = new TorchScript(file, Activation.LINEAR).build(List.of(3), 1)) {
            assertThat(model.weights()).hasSize(2);
        }
        long before = Pointer.totalCount();
        for (int i = 0; i < 20; i++) {
            try (Model model = new TorchScript(file, Activation.LINEAR).build(List.of(3), 1);
                    PointerScope scope = new PointerScope()) {
                model.forward(GradientCheck.normal32(1, 5, 3), true).sum().backward();
            }
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> new TorchScript(directory.resolve("none.pt"), Activation.LINEAR).build(List.of(3), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no readable file")
                .hasMessageContaining("none.pt");
        Path text = Files.writeString(directory.resolve("text.pt"), "not a model");
        assertThatThrownBy(() -> new TorchScript(text, Activation.LINEAR).build(List.of(3), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a TorchScript model");
    }
}
