package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One parameter's tensors on a device.
 *
 * @param offset the position in the model of its first element
 */
record DeviceTensor(
        Parameter parameter, Tensor gradient, @Nullable Tensor weight, long offset) {
    DeviceTensor {
        check(parameter, gradient, "gradient");
        if (weight != null) {
            check(parameter, weight, "weight");
        }
        type(gradient);
    }

    private static void check(Parameter parameter, Tensor tensor, String what) {
        if (!Arrays.stream(tensor.shape()).boxed().toList().equals(parameter.shape())) {
            throw new IllegalArgumentException("The " + what + " of '" + parameter.name() + "' has shape "
                    + Arrays.toString(tensor.shape()) + "; its parameter has " + parameter.shape());
        }
    }

    boolean isEmpty() {
        return parameter.size() == 0;
    }

    Tensor requireWeight() {
        if (weight == null) {
            throw new IllegalArgumentException("'" + parameter.name()
                    + "' came without its weight, which a method or an optimizer asks for; add it to the gradients");
        }
        return weight;
    }

    /** How the tensor's elements are stored. */
    static Elements.Type type(Tensor tensor) {
        return switch (tensor.scalar_type().intern()) {
            case Float -> Elements.Type.FLOAT32;
            case Double -> Elements.Type.FLOAT64;
            case BFloat16 -> Elements.Type.BFLOAT16;
            case Half -> Elements.Type.FLOAT16;
            default ->
                throw new IllegalArgumentException("Gradients are float32, float64, bfloat16 or float16, not "
                        + tensor.scalar_type().intern());
        };
    }

    /** A matrix with one output unit in each row. */
    static Tensor byUnit(Parameter parameter, Tensor values) {
        return parameter.rank() <= 1
                ? values.reshape(1, -1)
                : values.movedim(parameter.unitAxis(), 0).reshape(parameter.units(), -1);
    }

    /** Numbers of the host, one per unit, in a shape that meets every element of its unit. */
    static Tensor perUnit(Parameter parameter, double[] numbers, int first, Device device) {
        return upload(Arrays.copyOfRange(numbers, first, first + parameter.units()), device)
                .reshape(unitShape(parameter));
    }

    /** The shape of a vector with one number per unit that meets every element of its unit. */
    static long[] unitShape(Parameter parameter) {
        long[] shape = new long[parameter.rank()];
        Arrays.fill(shape, 1);
        if (parameter.rank() > 1) {
            shape[parameter.unitAxis()] = parameter.units();
        }
        return shape;
    }

    static Tensor upload(double[] numbers, Device device) {
        try (DoublePointer host = new DoublePointer(numbers)) {
            return torch.from_blob(host, new long[] {numbers.length}, new TensorOptions(torch.ScalarType.Double))
                    .to(device, torch.ScalarType.Double, false, true, null);
        }
    }
}
