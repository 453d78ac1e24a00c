package io.steadygrad.training;

import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.model.Model;
import io.steadygrad.model.Weight;
import io.steadygrad.torch.TensorElements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A copy of a model's weights and buffers by name, in Java's memory. A value: training on does not change it.
 *
 * @param arrays in the model's order, weights first
 */
public record Snapshot(Map<String, NdArray> arrays) {
    public Snapshot {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    public static Snapshot of(Model model) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (Weight weight : model.weights()) {
            arrays.put(weight.parameter().name(), copy(weight.tensor()));
        }
        model.buffers().forEach((name, tensor) -> {
            if (tensor.is_floating_point()) {
                arrays.put(name, copy(tensor));
            }
        });
        return new Snapshot(arrays);
    }

    private static NdArray copy(Tensor tensor) {
        List<Integer> shape =
                Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        boolean wide = tensor.scalar_type().intern() == torch.ScalarType.Double;
        NdArray array = NdArray.zeros(wide ? NdArray.Type.FLOAT64 : NdArray.Type.FLOAT32, shape);
        array.elements().copyFrom(TensorElements.of(tensor));
        return array;
    }

    /**
     * Puts the numbers back, into this model or another one of the same kind.
     *
     * @throws IllegalArgumentException if the snapshot lacks a weight or has it in another size
     */
    public void restore(Model model) {
        for (Weight weight : model.weights()) {
            put(weight.parameter().name(), weight.tensor());
        }
        model.buffers().forEach((name, tensor) -> {
            if (tensor.is_floating_point()) {
                put(name, tensor);
            }
        });
    }

    private void put(String name, Tensor tensor) {
        NdArray array = arrays.get(name);
        if (array == null || array.size() != tensor.numel()) {
            throw new IllegalArgumentException("The model's '" + name + "' of shape " + Arrays.toString(tensor.shape())
                    + " needs as many numbers, but the snapshot has "
                    + (array == null ? "nothing of that name" : "the shape " + array.shape()));
        }
        TensorElements.of(tensor).copyFrom(array.elements());
    }

    /** Writes one array per weight to a {@code .npz} file that NumPy reads. */
    public void write(Path file) throws IOException {
        NpzFile.write(file, arrays);
    }

    /** Reads what {@link #write} wrote. */
    public static Snapshot read(Path file) throws IOException {
        return new Snapshot(NpzFile.read(file));
    }
}
