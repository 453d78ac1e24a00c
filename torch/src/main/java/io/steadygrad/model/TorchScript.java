package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.spec.Default;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.global.torch;

/**
 * A model exported from Python by {@code torch.jit.script(model).save("model.pt")}, trained in place: {@code {torchscript: model.pt}}. It starts with the
 * weights in the file, so that the seed decides only the order of the data.
 *
 * @param file relative to the study file
 * @param activation what the model applies last: {@code linear} when it puts out logits or numbers
 */
public record TorchScript(Path file, @Default("linear") Activation activation) implements ModelSpec {

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "There is no readable file " + file + " to load a TorchScript model from");
        }
        JitModule module;
        try {
            module = torch.load(file.toString());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    file + " is not a TorchScript model; export one by torch.jit.script(model).save(\"model.pt\")", e);
        }
        module.to(type == Elements.Type.FLOAT64 ? torch.ScalarType.Double : torch.ScalarType.Float);
        return ModuleModel.of(module, activation);
    }
}
