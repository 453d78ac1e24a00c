package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.torch.LibTorch;
import java.nio.Buffer;
import org.bytedeco.javacpp.PointerScope;
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

    /** What is remembered beside a gradient: itself where it is there already, else a copy, or zeros, of 32 bits at least. */
    static TensorMemory beside(Tensor gradient, @Nullable Elements kept) {
        if (kept instanceof TensorMemory there) {
            return there;
        }
        try (PointerScope scope = new PointerScope()) {
            boolean wide = kept == null ? DeviceTensor.type(gradient) == Type.FLOAT64 : kept.type() == Type.FLOAT64;
            torch.ScalarType type = wide ? torch.ScalarType.Double : torch.ScalarType.Float;
            Tensor zeros = torch.zeros(
                    gradient.shape(),
                    new TensorOptions(type).device(new org.bytedeco.pytorch.DeviceOptional(gradient.device())));
            TensorMemory memory = new TensorMemory(zeros, wide ? Type.FLOAT64 : Type.FLOAT32);
            if (kept != null) {
                memory.copyFrom(kept);
            }
            return memory;
        }
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
                    .copy_(DeviceTensor.upload(java.util.Arrays.copyOf(block, count), tensor.device()));
        }
    }
}
