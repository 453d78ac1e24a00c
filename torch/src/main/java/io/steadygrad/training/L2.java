package io.steadygrad.training;

import io.steadygrad.model.Weight;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code strength * sum of w^2} over all weights but biases, as Keras's {@code L2} on kernels: the gradient is {@code 2 strength w}.
 * It goes through gradient and control; AdamW's weight decay does not.
 *
 * @param strength above 0
 */
public record L2(double strength) implements Regularizer {
    public L2 {
        if (!(strength > 0) || Double.isInfinite(strength)) {
            throw new IllegalArgumentException(
                    "l2 needs a finite strength above 0, not " + strength + "; leave the regularizer out for none");
        }
    }

    /** A scalar connected to the weights; belongs to the caller's scope. */
    Tensor penalty(List<Weight> weights) {
        Tensor sum = torch.zeros(new long[0]);
        for (Weight weight : weights) {
            if (!isBias(weight.parameter().name())) {
                sum = sum.add(weight.tensor().square().sum());
            }
        }
        return sum.mul(new Scalar(strength));
    }

    /** Whether a parameter's own name, after the last dot, says that it is a bias. */
    static boolean isBias(String name) {
        return name.substring(name.lastIndexOf('.') + 1).startsWith("bias");
    }
}
