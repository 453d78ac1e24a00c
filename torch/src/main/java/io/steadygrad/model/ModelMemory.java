package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Draw;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.WeightShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The native memory that one model owns: its weights, its buffers, and the handles its layers keep. Whatever is made here
 * outlives the {@code PointerScope} it was made in, until {@link #close}. Weights are numbered by name: each draws from
 * its own generator, so that another layer more or less does not change its numbers.
 */
public final class ModelMemory implements AutoCloseable {
    private final long seed;
    private final Elements.Type type;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final List<Pointer> kept = new ArrayList<>();

    public ModelMemory(long seed, Elements.Type type) {
        if (type != Elements.Type.FLOAT32 && type != Elements.Type.FLOAT64) {
            throw new IllegalArgumentException("A model is built in FLOAT32 or FLOAT64, not in " + type);
        }
        this.seed = seed;
        this.type = type;
    }

    /** A trainable tensor, output units first. */
    public Tensor weight(String name, Initializer init, long... shape) {
        return blocks(name, init, 1, shape);
    }

    /**
     * A trainable tensor that consists of equal blocks along its first dimension (the gates of an LSTM), each initialised as
     * a matrix of its own.
     */
    public Tensor blocks(String name, Initializer init, int blocks, long... shape) {
        long[] block = shape.clone();
        block[0] /= blocks;
        var random = Draw.generator(seed, name);
        double[][] numbers = new double[blocks][];
        for (int b = 0; b < blocks; b++) {
            numbers[b] = init.draw(WeightShape.of(block), random);
        }
        return addWeight(name, shape, numbers);
    }

    /** A trainable tensor of one number: biases, scales of normalisation. */
    public Tensor constant(String name, double value, long... shape) {
        double[] numbers = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        Arrays.fill(numbers, value);
        return addWeight(name, shape, numbers);
    }

    /** A trainable tensor of given numbers in row-major order. */
    public Tensor given(String name, double[] numbers, long... shape) {
        return addWeight(name, shape, numbers);
    }

    private Tensor addWeight(String name, long[] shape, double[]... numbers) {
        if (weights.containsKey(name) || buffers.containsKey(name)) {
            throw new IllegalArgumentException(
                    "A model's tensors need names of their own; '" + name + "' is used twice");
        }
        Tensor tensor = tensor(shape, numbers);
        tensor.set_requires_grad(true);
        weights.put(name, new Weight(Parameter.of(name, shape), tensor));
        return tensor;
    }

    /** A tensor that is saved with the model but not trained, filled with one number. */
    public Tensor buffer(String name, double value, long... shape) {
        double[] numbers = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        Arrays.fill(numbers, value);
        Tensor tensor = tensor(shape, numbers);
        buffers.put(name, tensor);
        return tensor;
    }

    /** A tensor that is neither trained nor saved, because the specification determines it. */
    public Tensor fixed(double[] numbers, long... shape) {
        return tensor(shape, numbers);
    }

    /** The form in which LibTorch takes a tensor that is absent. */
    public TensorOptional absent() {
        return make(TensorOptional::new);
    }

    /** The form in which LibTorch takes a tensor that may be absent. */
    public TensorOptional optional(Tensor tensor) {
        return make(() -> new TensorOptional(tensor));
    }

    /** Makes something in native memory that stays until the model is closed, whatever scope the caller is in. */
    public <P extends Pointer> P make(Supplier<P> maker) {
        // A scope of its own: the caller's would hold on to the pointer after the model is closed.
        try (PointerScope scope = new PointerScope()) {
            P pointer = maker.get();
            pointer.retainReference();
            kept.add(pointer);
            return pointer;
        }
    }

    public List<Weight> weights() {
        return List.copyOf(weights.values());
    }

    public Map<String, Tensor> buffers() {
        return Collections.unmodifiableMap(buffers);
    }

    private Tensor tensor(long[] shape, double[]... numbers) {
        boolean single = type == Elements.Type.FLOAT32;
        return make(() -> {
            var options = new TensorOptions(single ? torch.ScalarType.Float : torch.ScalarType.Double);
            Tensor tensor = torch.empty(shape, options, new MemoryFormatOptional());
            long at = 0;
            for (double[] block : numbers) {
                if (at + block.length > tensor.numel()) {
                    throw new IllegalArgumentException(
                            "Too many numbers for a tensor of shape " + Arrays.toString(shape));
                }
                if (single) {
                    new FloatPointer(tensor.data_ptr()).position(at).put(toFloats(block));
                } else {
                    new DoublePointer(tensor.data_ptr()).position(at).put(block);
                }
                at += block.length;
            }
            if (at != tensor.numel()) {
                throw new IllegalArgumentException(at + " numbers for a tensor of shape " + Arrays.toString(shape));
            }
            return tensor;
        });
    }

    private static float[] toFloats(double[] numbers) {
        float[] rounded = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            rounded[i] = (float) numbers[i];
        }
        return rounded;
    }

    @Override
    public void close() {
        for (Pointer pointer : kept) {
            pointer.releaseReference();
        }
        kept.clear();
    }
}
