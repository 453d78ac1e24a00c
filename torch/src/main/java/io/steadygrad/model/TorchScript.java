package io.steadygrad.model;

import io.steadygrad.formats.NdArray;
import io.steadygrad.gradient.Elements;
import io.steadygrad.spec.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
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
        JitModule module = load();
        module.to(type == Elements.Type.FLOAT64 ? torch.ScalarType.Double : torch.ScalarType.Float);
        return ModuleModel.of(module, activation);
    }

    private JitModule load() {
        try {
            return torch.load(file.toString());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    file + " is not a TorchScript model; export one by torch.jit.script(model).save(\"model.pt\")", e);
        }
    }

    /**
     * Writes the model of the file with other weights and buffers to another file, for {@code torch.jit.load} in Python: a trained
     * model, say, with the arrays that a study saves. Written whole or not at all.
     *
     * @param arrays by name; of float32 or float64, which the written model is of, too. What is not among them stays
     * @throws IllegalArgumentException when an array has another size than the model's
     */
    public void save(Map<String, NdArray> arrays, Path to) throws IOException {
        Path part =
                Files.createTempFile(Objects.requireNonNull(to.toAbsolutePath().getParent()), ".part", ".pt");
        try (PointerScope scope = new PointerScope()) {
            JitModule module = load();
            boolean wide = arrays.values().stream().anyMatch(array -> array.type() == NdArray.Type.FLOAT64);
            module.to(wide ? torch.ScalarType.Double : torch.ScalarType.Float);
            var parameters = module.named_parameters();
            var parameter = parameters.begin();
            for (long i = 0; i < parameters.size(); i++, parameter.increment()) {
                put(
                        arrays,
                        parameter.multiply().name().getString(),
                        parameter.multiply().value());
            }
            var buffers = module.named_buffers();
            var buffer = buffers.begin();
            for (long i = 0; i < buffers.size(); i++, buffer.increment()) {
                put(
                        arrays,
                        buffer.multiply().name().getString(),
                        buffer.multiply().value());
            }
            module.save(part.toString());
            Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void put(Map<String, NdArray> arrays, String name, Tensor tensor) {
        NdArray array = arrays.get(name);
        if (array != null) {
            if (array.size() != tensor.numel()) {
                throw new IllegalArgumentException("'" + name + "' of " + file + " has " + tensor.numel()
                        + " numbers, but the array for it has " + array.size());
            }
            tensor.detach().copy_(Tensor.create(array.toDoubles(), tensor.shape()));
        }
    }
}
