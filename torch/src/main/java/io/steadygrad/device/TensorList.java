package io.steadygrad.device;

import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.ListType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors that LibTorch works on all at once: its {@code _foreach_} operations, which launch a few kernels for a hundred tensors. They
 * are not in its Java API, so they are called by name.
 */
final class TensorList {
    private final GenericList list;

    TensorList(List<Tensor> tensors) {
        list = new GenericList(new Type.TypePtr(TensorType.get()));
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
    }

    /** A list that outlives the scope it is made in, until {@link #close}. */
    static TensorList kept(List<Tensor> tensors) {
        TensorList kept = new TensorList(tensors);
        LibTorch.keep(kept.list);
        return kept;
    }

    /** Frees a kept list. */
    void close() {
        LibTorch.release(list);
    }

    /** The list itself, for operations that take several. */
    IValue value() {
        return new IValue(list);
    }

    /** The norm of each, accumulated in float64. */
    TensorVector norms(double order) {
        return call("_foreach_norm", "Scalar", value(), scalar(order), new IValue(torch.ScalarType.Double))
                .get(0)
                .toTensorVector();
    }

    /** Multiplies all by one number. */
    void multiply(double factor) {
        call("_foreach_mul_", "Scalar", value(), scalar(factor));
    }

    /** Multiplies each by a number of its own. */
    void multiply(double[] factors) {
        GenericList numbers = new GenericList(ListType.ofNumbers().getElementType());
        for (double factor : factors) {
            numbers.push_back(scalar(factor));
        }
        call("_foreach_mul_", "ScalarList", value(), new IValue(numbers));
    }

    /** Multiplies all by one number that is on the device. */
    void multiply(Tensor factor) {
        call("_foreach_mul_", "Tensor", value(), new IValue(factor));
    }

    /** Puts a limit in the place of whatever is above it. */
    void limit(double most) {
        call("_foreach_clamp_max_", "Scalar", value(), scalar(most));
    }

    static IValue scalar(double value) {
        return new IValue(new Scalar(value));
    }

    /** Calls an operation by its name and overload; the answer holds what it returns. */
    static IValueVector call(String name, String overload, IValue... arguments) {
        OperatorHandle operation = Dispatcher.singleton().findSchemaOrThrow("aten::" + name, overload);
        IValueVector stack = new IValueVector();
        for (IValue argument : arguments) {
            stack.push_back(argument);
        }
        operation.callBoxed(stack);
        return stack;
    }
}
