package io.steadygrad.torch;

import io.steadygrad.gradient.Elements;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.Tensor;

/** Core's view of a tensor's own memory. */
public final class TensorElements {
    private TensorElements() {}

    /**
     * The tensor's elements in memory order, without a copy: writes on either side are seen by the other.
     *
     * @param tensor contiguous, on the CPU, of float32, float64, bfloat16 or float16; must outlive the view
     * @throws IllegalArgumentException if the tensor is none of that
     */
    public static Elements of(Tensor tensor) {
        if (!tensor.is_cpu() || !tensor.is_contiguous()) {
            throw new IllegalArgumentException(
                    "Only a contiguous tensor in the CPU's memory can be viewed; this one of shape "
                            + Arrays.toString(tensor.shape()) + " is " + (tensor.is_cpu() ? "strided" : "on a device")
                            + ". Use contiguous() or to(cpu) first.");
        }
        long size = tensor.numel();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A tensor of " + size + " elements is too large for one view; at most "
                    + Integer.MAX_VALUE + " are possible");
        }
        if (size == 0) {
            return Elements.of(new float[0]);
        }
        Pointer memory = tensor.data_ptr();
        return switch (tensor.scalar_type().intern()) {
            case Float -> Elements.of(new FloatPointer(memory).capacity(size).asBuffer());
            case Double -> Elements.of(new DoublePointer(memory).capacity(size).asBuffer());
            case BFloat16 ->
                Elements.bfloat16(new ShortPointer(memory).capacity(size).asBuffer());
            case Half ->
                Elements.float16(new ShortPointer(memory).capacity(size).asBuffer());
            default ->
                throw new IllegalArgumentException("Gradients are float32, float64, bfloat16 or float16, not "
                        + tensor.scalar_type().intern());
        };
    }
}
