package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with the largest second moment so far in the place of the present one, so that a rate never grows again.
 *
 * <pre>
 * g = g + weight_decay * w
 * m = beta1 * m + (1-beta1) * g
 * v = beta2 * v + (1-beta2) * g^2
 * u = max(u, v)
 * w = w - lr * (m / (1-beta1^t)) / (sqrt(u / (1-beta2^t)) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> One huge gradient slows an entry for good: clip before. An entry that never had a gradient does not
 * move.
 * <p><b>Cost.</b> One pass over weight and gradient, and three numbers per weight.
 * <p><b>Source.</b> Reddi, Kale, Kumar 2018 (arXiv 1904.09237), algorithm 2; LibTorch Adam(amsgrad=true).
 * <p><b>Differs.</b> The paper has no bias correction; this has LibTorch's. From Optax, whose maximum is of
 * corrected moments.
 * <p><b>Example.</b> {@code amsgrad(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Amsgrad(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-8") double eps,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Amsgrad {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 3;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double[] m = moments[0];
        double[] v = moments[1];
        double[] u = moments[2];
        double scaledRate = rate / (1 - Math.pow(beta1, (double) t));
        double correction = Math.sqrt(1 - Math.pow(beta2, (double) t));
        for (int i = 0; i < count; i++) {
            double g = gradient[i] + weightDecay * weight[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            u[i] = Math.max(u[i], v[i]);
            double root = Math.sqrt(u[i]) / correction + eps;
            weight[i] -= root == 0 ? 0 : scaledRate * m[i] / root;
        }
    }
}
