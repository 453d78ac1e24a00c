package io.steadygrad.stack;

import io.steadygrad.model.Weight;
import io.steadygrad.torch.LibTorch;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** One weight of several members and its gradient, {@code [members, ...]}, float32. */
final class StackedWeight implements AutoCloseable {
    private final Tensor values;
    private final Tensor gradients;
    private final FloatBuffer valueMemory;
    private final FloatBuffer gradientMemory;
    private final int size;

    StackedWeight(Weight like, int members) {
        size = Math.toIntExact(like.tensor().numel());
        values = zeros(shape(members, like.tensor().shape()));
        gradients = zeros(shape(members, like.tensor().shape()));
        valueMemory = memory(values);
        gradientMemory = memory(gradients);
    }

    private static long[] shape(int members, long[] one) {
        long[] shape = new long[one.length + 1];
        shape[0] = members;
        System.arraycopy(one, 0, shape, 1, one.length);
        return shape;
    }

    /** A tensor that stays until it is released. */
    static Tensor zeros(long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return LibTorch.keep(torch.zeros(shape, new TensorOptions(torch.ScalarType.Float)));
        }
    }

    static FloatBuffer memory(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            return new FloatPointer(tensor.data_ptr()).capacity(tensor.numel()).asBuffer();
        }
    }

    void load(int member, FloatBuffer from) {
        valueMemory.put(member * size, from, 0, size);
    }

    void unload(int member, FloatBuffer to) {
        to.put(0, gradientMemory, member * size, size);
    }

    /** {@code [members, ...]}, of the first ones. */
    Tensor values(long members) {
        return values.narrow(0, 0, members);
    }

    Tensor gradients(long members) {
        return gradients.narrow(0, 0, members);
    }

    @Override
    public void close() {
        LibTorch.release(values);
        LibTorch.release(gradients);
    }
}
