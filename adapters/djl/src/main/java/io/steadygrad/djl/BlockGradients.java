package io.steadygrad.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a block's parameters as core sees them: views of DJL's own memory, made again where that has moved. Frozen parameters and running
 * statistics are left out; a parameter that two layers share is there once.
 */
final class BlockGradients {
    private final Block block;
    private List<Pair<String, ai.djl.nn.Parameter>> parameters = List.of();
    private long[] addresses = new long[0];
    private @Nullable GradientSet set;

    BlockGradients(Block block) {
        this.block = block;
    }

    /**
     * The gradients as they are now.
     *
     * @throws IllegalStateException when there are none, or not in the host's memory
     */
    GradientSet now() {
        if (parameters.isEmpty()) {
            List<Pair<String, ai.djl.nn.Parameter>> all = new ArrayList<>();
            block.getParameters().forEach(all::add);
            parameters = all;
        }
        long[] seen = new long[parameters.size()];
        for (int i = 0; i < seen.length; i++) {
            ai.djl.nn.Parameter parameter = parameters.get(i).getValue();
            if (parameter.requiresGradient() && parameter.isInitialized()) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    seen[i] = address(memory(gradient, parameters.get(i).getKey()));
                }
            }
        }
        GradientSet known = set;
        if (known == null || !java.util.Arrays.equals(seen, addresses)) {
            known = views();
            set = known;
            addresses = seen;
        }
        return known;
    }

    private GradientSet views() {
        GradientSet.Builder builder = GradientSet.builder();
        int count = 0;
        for (Pair<String, ai.djl.nn.Parameter> each : parameters) {
            ai.djl.nn.Parameter parameter = each.getValue();
            if (parameter.requiresGradient() && parameter.isInitialized()) {
                NDArray array = parameter.getArray();
                try (NDArray gradient = array.getGradient()) {
                    ByteBuffer memory = memory(gradient, each.getKey());
                    requireAlias(memory, array, each.getKey());
                    builder.add(
                            described(each.getKey(), array),
                            elements(memory, gradient.getDataType(), each.getKey()),
                            elements(memory(array, each.getKey()), array.getDataType(), each.getKey()),
                            address(memory));
                    count++;
                }
            }
        }
        if (count == 0) {
            throw new IllegalStateException(
                    "The model has no parameter with a gradient; initialize the trainer, and train"
                            + " at least one parameter that is not frozen");
        }
        return builder.build();
    }

    /** DJL joins names of blocks and parameters by an underscore: {@code 01Linear_weight}. */
    private static Parameter described(String name, NDArray array) {
        List<Long> shape = new ArrayList<>();
        for (long dimension : array.getShape().getShape()) {
            shape.add(dimension);
        }
        int joint = name.lastIndexOf('_');
        return new Parameter(name, joint <= 0 ? name : name.substring(0, joint), shape, 0, "default");
    }

    private static ByteBuffer memory(NDArray array, String name) {
        if (array.getDevice().isGpu()) {
            throw new IllegalStateException("The parameter '" + name + "' is on " + array.getDevice()
                    + ", and gradients can be controlled in the host's memory only; train on the CPU");
        }
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    private static long address(ByteBuffer memory) {
        return memory.capacity() == 0 ? 0 : Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    }

    /** DJL gives a copy of what is not contiguous; writing there would change nothing. */
    private static void requireAlias(ByteBuffer memory, NDArray array, String name) {
        if (memory.capacity() == 0) {
            return;
        }
        byte first = memory.get(0);
        memory.put(0, (byte) ~first);
        boolean alias;
        try (NDArray again = array.getGradient()) {
            alias = again.toByteBuffer().get(0) == (byte) ~first;
        }
        memory.put(0, first);
        if (!alias) {
            throw new IllegalStateException(
                    "The gradient of '" + name
                            + "' is not contiguous in memory, so it cannot be controlled; initialize the parameter with a contiguous array");
        }
    }

    private static Elements elements(ByteBuffer memory, DataType type, String name) {
        return switch (type) {
            case FLOAT32 -> Elements.of(memory.asFloatBuffer());
            case FLOAT64 -> Elements.of(memory.asDoubleBuffer());
            case FLOAT16 -> Elements.float16(memory.asShortBuffer());
            default ->
                throw new IllegalStateException(
                        "Gradients are float32, float64 or float16; that of '" + name + "' is " + type);
        };
    }
}
