package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam whose weight decay does not pass through the moments.
 *
 * <pre>
 * w = w * (1 - lr * weight_decay)
 * then as adam without weight decay
 * </pre>
 *
 * <p><b>Edges.</b> Weights without a gradient decay too. Otherwise as {@code adam}.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Loshchilov, Hutter 2019 (arXiv 1711.05101), algorithm 2; LibTorch AdamW.
 * <p><b>Differs.</b> In the paper the decay is scaled by the schedule's factor alone; here, as in LibTorch, by the
 * learning rate.
 * <p><b>Example.</b> {@code adamw(lr=0.001, weight_decay=0.1)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param weightDecay share of a weight, times lr, that goes at each step, 0 or above
 */
public record Adamw(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-8") double eps,
        @Default("0.01") double weightDecay)
        implements ElementwiseOptimizer {
    public Adamw {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return Adam.at(t, rate, beta1, beta2, eps, weightDecay, 0);
    }
}
