package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with Nesterov's look ahead.
 *
 * <pre>
 * g   = g + weight_decay * w
 * mu  = beta1 * (1 - 0.5 * 0.96^(t * momentum_decay))     mu+ at t + 1
 * P   = product of mu up to t                             P+ at t + 1
 * m   = beta1 * m + (1-beta1) * g
 * v   = beta2 * v + (1-beta2) * g^2
 * d   = (1-mu) / (1-P) * g  +  mu+ / (1-P+) * m
 * w   = w - lr * d / (sqrt(v / (1-beta2^t)) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> As {@code adam}.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Dozat 2016 (Incorporating Nesterov momentum into Adam); PyTorch NAdam.
 * <p><b>Differs.</b> The paper averages m with mu_t, this with beta1, as PyTorch does. From PyTorch 1.13, where
 * mu_t enters P_(t+1) twice. From Optax's nadam, which has no schedule of the momentum.
 * <p><b>Example.</b> {@code nadam(lr=0.002)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param momentumDecay how fast the momentum grows to beta1, 0 or above
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Nadam(
        @Default("0.002") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-8") double eps,
        @Default("0.004") double momentumDecay,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Nadam {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("momentum_decay", momentumDecay);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 2;
    }

    private double mu(long t) {
        return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
    }

    /** Below 1e-17 the product no longer changes 1 minus itself. */
    private double product(long t) {
        double product = 1;
        for (long i = 1; i <= t && product > 1e-17; i++) {
            product *= mu(i);
        }
        return product;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double[] m = moments[0];
        double[] v = moments[1];
        double product = product(t);
        double now = mu(t);
        double next = mu(t + 1);
        double ofGradient = rate * (1 - now) / (1 - product);
        double ofMomentum = rate * next / (1 - product * next);
        double correction = Math.sqrt(1 - Math.pow(beta2, (double) t));
        for (int i = 0; i < count; i++) {
            double g = gradient[i] + weightDecay * weight[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            double root = Math.sqrt(v[i]) / correction + eps;
            weight[i] -= root == 0 ? 0 : (ofGradient * g + ofMomentum * m[i]) / root;
        }
    }
}
