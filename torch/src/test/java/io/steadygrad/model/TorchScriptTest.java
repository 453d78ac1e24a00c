package io.steadygrad.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.torch.TensorElements;
import io.steadygrad.training.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
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

    /** Written by torch.jit.script of PyTorch 2.13: Linear(4, 5), BatchNorm1d, relu, Linear(5, 3); the numbers are PyTorch's. */
    @Test
    void aFileOfPyTorchComputesWhatItComputesThere() throws Exception {
        Path file = Path.of(TorchScriptTest.class.getResource("pytorch.pt").toURI());
        try (Model model = new TorchScript(file, Activation.LINEAR).build(List.of(4), 1);
                PointerScope scope = new PointerScope()) {
            assertThat(model.layout())
                    .hasToString(
                            "hidden.weight[5, 4], hidden.bias[5], norm.weight[5], norm.bias[5], output.weight[3, 5], output.bias[3]");
            float[] inputs = new float[8];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = -1 + 2 * i / 7f;
            }
            Tensor outputs = model.forward(torch.tensor(inputs).reshape(2, 4), false);
            float[] expected = {-0.116390243f, -0.344286352f, 0.0931281596f, 0.350831389f, 0.0830401629f, -0.135348931f
            };
            assertThat(GradientCheck.floats(outputs)).containsExactly(expected, Offset.offset(1e-6f));
        }
    }

    @Test
    void aTrainedModelIsSavedBack() throws Exception {
        Path file = Path.of(TorchScriptTest.class.getResource("pytorch.pt").toURI());
        TorchScript script = new TorchScript(file, Activation.LINEAR);
        Path trained = directory.resolve("trained.pt");
        try (Model model = script.build(List.of(4), 1);
                PointerScope scope = new PointerScope()) {
            for (Weight weight : model.weights()) {
                TensorElements.of(weight.tensor()).set(0, 0.25);
            }
            TensorElements.of(model.buffers().get("norm.running_mean")).set(1, 0.5);
            script.save(Snapshot.of(model).arrays(), trained);
            Tensor inputs = GradientCheck.normal32(1, 6, 4);
            float[] here = GradientCheck.floats(model.forward(inputs, false));
            try (Model again = new TorchScript(trained, Activation.LINEAR).build(List.of(4), 1)) {
                assertThat(GradientCheck.floats(again.forward(inputs, false))).containsExactly(here);
                assertThat(TensorElements.of(again.buffers().get("norm.running_mean"))
                                .get(1))
                        .isEqualTo(0.5);
            }
        }
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(trained);
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
