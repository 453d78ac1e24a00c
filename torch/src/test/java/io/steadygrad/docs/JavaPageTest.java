package io.steadygrad.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.device.DeferredControl;
import io.steadygrad.device.DeviceDescent;
import io.steadygrad.device.DeviceGradients;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.ModuleModel;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** The programs of {@code docs/java.md}, run. */
class JavaPageTest {

    @Test
    void gradientsInArrays() {
        float[] weight = {3, 4};
        float[] bias = {12};
        // <arrays>
        GradientSet gradients = GradientSet.builder()
                .add(Parameter.of("hidden.0.weight", 1, 2), Elements.of(weight))
                .add(Parameter.of("hidden.0.bias", 1), Elements.of(bias))
                .build();
        GradientControl control = GradientControl.of("clip_by_global_norm(1)", gradients.layout());

        Report report = control.apply(gradients, Step.of(1)); // changes the arrays
        if (report.steps()) { // not where the step was rejected
            // ... the optimizer's step
        }
        // </arrays>
        assertThat(report.normBefore()).isEqualTo(13);
        assertThat(bias[0]).isEqualTo(12f / 13, within(1e-7f));
    }

    @Test
    void aModuleOfLibTorchsOwn() {
        LibTorch.threads(1);
        try (PointerScope test = new PointerScope()) {
            Tensor inputs = torch.ones(8, 3).mul(new org.bytedeco.pytorch.Scalar(100));
            Tensor targets = torch.ones(8, 1);
            LinearImpl network = new LinearImpl(3, 1);
            // <module>
            ModuleModel model = ModuleModel.of(network, network::forward, Activation.LINEAR);
            GradientMemory memory = new GradientMemory(model.weights()); // the parameters' .grad, in one block
            GradientSet gradients = memory.gradients();
            GradientControl control = GradientControl.of("clip_by_global_norm(1)", gradients.layout());
            Descent adam =
                    new Descent(OptimizerExpression.parse("adam(lr=0.01)").optimizer(), gradients);

            for (int step = 1; step <= 100; step++) {
                try (PointerScope scope = new PointerScope()) { // frees the step's tensors
                    memory.zero();
                    Tensor loss = torch.mse_loss(model.forward(inputs, true), targets);
                    loss.backward();
                    Report report = control.step(gradients, Step.of(step), adam); // control and update in one pass
                    // </module>
                    assertThat(report.normAfter()).isLessThanOrEqualTo(1 + 1e-12);
                    // <module>
                }
            }
            // </module>
            assertThat(adam.steps()).isEqualTo(100);
            memory.close();
            model.close();
        }
    }

    @Test
    void aModelOnADevice() {
        LibTorch.threads(1);
        try (PointerScope test = new PointerScope()) {
            Device device = LibTorch.device("cpu");
            Tensor inputs = torch.ones(8, 3).mul(new org.bytedeco.pytorch.Scalar(100));
            Tensor targets = torch.ones(8, 1);
            LinearImpl network = new LinearImpl(3, 1);
            // <device>
            network.to(device, false); // device = LibTorch.device("cuda")
            ModuleModel model = ModuleModel.of(network, network::forward, Activation.LINEAR);
            GradientMemory memory = new GradientMemory(model.weights());
            DeviceGradients gradients = DeviceGradients.of(memory);
            DeviceDescent adam =
                    new DeviceDescent(OptimizerExpression.parse("adam(lr=0.01)").optimizer(), gradients);
            DeferredControl control = DeferredControl.of("clip_by_global_norm(1)", gradients);

            for (int step = 1; step <= 100; step++) {
                try (PointerScope scope = new PointerScope()) {
                    memory.zero();
                    torch.mse_loss(model.forward(inputs, true), targets).backward();
                    control.step(adam, adam.lr()); // returns before the device is done
                }
            }
            DeferredControl.Seen seen = control.seen(); // waits: rejected steps, last norms
            // </device>
            assertThat(seen.steps()).isEqualTo(100);
            assertThat(seen.normAfter()).isLessThanOrEqualTo(1 + 1e-12);
            assertThat(adam.steps()).isEqualTo(100);
            control.close();
            adam.close();
            gradients.close();
            memory.close();
            model.close();
        }
    }

    /** What stands between the marks here must stand in the page, line for line. */
    @Test
    void thePageShowsWhatRunsHere() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/java.md"))) {
            root = root.getParent();
        }
        List<String> page = Files.readAllLines(root.resolve("docs/java.md")).stream()
                .map(String::strip)
                .toList();
        Path source = root.resolve("torch/src/test/java/io/steadygrad/docs/JavaPageTest.java");
        List<String> shown = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(source)) {
            String text = line.strip();
            if (text.matches("// </?(arrays|module|device)>")) {
                inside = !text.contains("</");
            } else if (inside && !text.isEmpty()) {
                shown.add(text);
            }
        }
        assertThat(shown).hasSizeGreaterThan(15);
        assertThat(page).containsAll(shown);
    }
}
