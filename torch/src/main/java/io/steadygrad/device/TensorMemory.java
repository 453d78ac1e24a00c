package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.LibTorch;
import java.nio.Buffer;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A tensor that a method remembers on a device. Core reads and writes it by copies; the device works on {@link #tensor}. */
final class TensorMemory extends Elements {
    private final Tensor tensor;

    private TensorMemory(Tensor tensor, Type type) {
        super(type, Math.toIntExact(tensor.numel()));
        this.tensor = LibTorch.keep(tensor);
    }

    /** Zeros where a gradient is, of 32 bits at least. */
    static TensorMemory zeros(long[] shape, Tensor gradient) {
        return zeros(shape, gradient.device(), DeviceTensor.type(gradient) == Type.FLOAT64);
    }

    private static TensorMemory zeros(long[] shape, Device device, boolean wide) {
        try (PointerScope scope = new PointerScope()) {
            TensorOptions options = new TensorOptions(wide ? torch.ScalarType.Double : torch.ScalarType.Float)
                    .device(new DeviceOptional(device));
            return new TensorMemory(torch.zeros(shape, options), wide ? Type.FLOAT64 : Type.FLOAT32);
        }
    }

    /** What is remembered beside a gradient: itself where it is there already, else a copy, or zeros. */
    static TensorMemory beside(Tensor gradient, @Nullable Elements kept) {
        if (kept instanceof TensorMemory there) {
            return there;
        }
        if (kept == null) {
            return zeros(gradient.shape(), gradient);
        }
        TensorMemory memory = zeros(gradient.shape(), gradient.device(), kept.type() == Type.FLOAT64);
        memory.copyFrom(kept);
        return memory;
    }

    Tensor tensor() {
        return tensor;
    }

    @Override
    public Buffer buffer() {
        throw new UnsupportedOperationException("These numbers are on a device, where the host has no view of them");
    }

    @Override
    public void read(int from, double[] block, int count) {
        try (PointerScope scope = new PointerScope()) {
            double[] numbers = Transfer.toArray(tensor.reshape(-1).narrow(0, from, count));
            System.arraycopy(numbers, 0, block, 0, count);
        }
    }

    @Override
    public void write(int from, double[] block, int count) {
        try (PointerScope scope = new PointerScope()) {
            tensor.view(-1)
                    .narrow(0, from, count)
                    .copy_(DeviceTensor.upload(Arrays.copyOf(block, count), tensor.device()));
        }
    }
}
