package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** What core wants to know about a graph's variables. */
final class Variables {
    private Variables() {}

    /** By the operation's name, of which the part before the last slash or dot is the layer; its last dimension counts output units. */
    static Parameter described(Output<?> variable) {
        String name = variable.op().name();
        Shape shape = variable.shape();
        if (shape.hasUnknownDimension()) {
            throw new IllegalArgumentException("The variable '" + name + "' has the shape " + shape
                    + "; gradients are controlled where every dimension is known when the graph is built");
        }
        List<Long> sizes = Arrays.stream(shape.asArray()).boxed().toList();
        int scope = Math.max(name.lastIndexOf('/'), name.lastIndexOf('.'));
        return new Parameter(
                name, scope <= 0 ? name : name.substring(0, scope), sizes, Math.max(0, sizes.size() - 1), "default");
    }

    /** @throws IllegalArgumentException where it is not a floating-point one */
    @SuppressWarnings("unchecked") // Its type is one of those of numbers.
    static Operand<? extends TNumber> number(Output<? extends TType> output) {
        type(output);
        return (Operand<? extends TNumber>) output;
    }

    /** Another gradient for the same variable. */
    @SuppressWarnings("unchecked") // Control keeps types.
    static <T extends TType> GradAndVar<T> pair(Operand<? extends TNumber> gradient, GradAndVar<T> of) {
        return new GradAndVar<>((Output<T>) gradient.asOutput(), of.getVariable());
    }

    /** A loss as a number: the sum where it is a tensor, whose gradient TensorFlow computes; NaN without one. */
    static Operand<TFloat64> value(Ops tf, @Nullable Output<?> loss) {
        if (loss == null) {
            return tf.constant(Double.NaN);
        }
        int rank = loss.shape().numDimensions();
        Operand<TFloat64> wide = tf.dtypes.cast(loss, TFloat64.class);
        return rank == 0 ? wide : tf.reduceSum(wide, tf.range(tf.constant(0), tf.rank(wide), tf.constant(1)));
    }

    /** @throws IllegalArgumentException where it is not a floating-point one */
    static Elements.Type type(Operand<?> operand) {
        Class<?> type = operand.type();
        if (type == TFloat32.class) {
            return Elements.Type.FLOAT32;
        } else if (type == TFloat64.class) {
            return Elements.Type.FLOAT64;
        } else if (type == TFloat16.class) {
            return Elements.Type.FLOAT16;
        } else if (type == TBfloat16.class) {
            return Elements.Type.BFLOAT16;
        }
        throw new IllegalArgumentException("Gradients are float32, float64, float16 or bfloat16; that of '"
                + operand.op().name() + "' is " + type.getSimpleName());
    }
}
