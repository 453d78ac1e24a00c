package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Divides a moving average of the gradient by the root of one of its squares, both corrected for their start at zero.
 *
 * <pre>
 * g = g + weight_decay * w
 * m = beta1 * m + (1-beta1) * g
 * v = beta2 * v + (1-beta2) * g^2
 * w = w - lr * (m / (1-beta1^t)) / (sqrt(v / (1-beta2^t)) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> The scale of the gradient cancels, so clipping to a constant norm changes little; a spike stays in
 * v for about 1/(1-beta2) steps. An entry that never had a gradient does not move.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Kingma, Ba 2015 (arXiv 1412.6980), algorithm 1; LibTorch Adam.
 * <p><b>Differs.</b> From Keras, whose eps stands beside the uncorrected root.
 * <p><b>Example.</b> {@code adam(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Adam(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-8") double eps,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Adam {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return at(t, rate, beta1, beta2, eps, 0, weightDecay);
    }

    /** With decoupled and coupled weight decay. */
    static FusedUpdate.Adam at(
            long t, double rate, double beta1, double beta2, double eps, double decoupled, double coupled) {
        return new FusedUpdate.Adam(
                beta1,
                1 - beta1,
                beta2,
                1 - beta2,
                rate / (1 - Math.pow(beta1, (double) t)),
                1 / Math.sqrt(1 - Math.pow(beta2, (double) t)),
                eps,
                1 - rate * decoupled,
                coupled);
    }
}
