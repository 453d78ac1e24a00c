package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Plain gradient descent, with momentum where asked for: the reference that all others are compared with.
 *
 * <pre>
 * g = g + weight_decay * w
 * b = momentum * b + g                 b starts at 0
 * w = w - lr * g                       without momentum
 * w = w - lr * b                       with momentum
 * w = w - lr * (g + momentum * b)      nesterov
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient without momentum and weight decay moves nothing. The momentum of half-precision
 * weights is kept in 32 bits.
 * <p><b>Cost.</b> One pass over weight and gradient, and one number per weight with momentum.
 * <p><b>Source.</b> Robbins, Monro 1951; Polyak 1964; Sutskever, Martens, Dahl, Hinton 2013; LibTorch SGD.
 * <p><b>Differs.</b> From Sutskever et al., where the momentum holds the learning rate: here, as in LibTorch, a new
 * rate acts at once.
 * <p><b>Example.</b> {@code sgd(lr=0.01, momentum=0.9, nesterov=true)}
 *
 * @param lr learning rate, above 0 and finite
 * @param momentum decay of the momentum, from 0 to below 1; 0 for none
 * @param nesterov whether to look ahead; needs momentum
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Sgd(
        double lr,
        @Default("0") double momentum,
        @Default("false") boolean nesterov,
        @Default("0") double weightDecay) implements ElementwiseOptimizer {
    public Sgd {
        Optimizer.requireLearningRate(lr);
        Limits.decay("momentum", momentum);
        Limits.notNegative("weight_decay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("nesterov=true needs a momentum above 0, such as momentum=0.9");
        }
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return new FusedUpdate.Sgd(rate, momentum, nesterov, weightDecay);
    }
}
