package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with a step in proportion to the weight of each tensor: for very large batches.
 *
 * <pre>
 * m = beta1 * m + (1-beta1) * g
 * v = beta2 * v + (1-beta2) * g^2
 * r = (m / (1-beta1^t)) / (sqrt(v / (1-beta2^t)) + eps) + weight_decay * w
 * w = w - lr * ||w|| / ||r|| * r
 *
 * per tensor;  ratio 1 where ||w|| or ||r|| is 0
 * </pre>
 *
 * <p><b>Edges.</b> A tensor whose weights are all zero steps as with {@code adam}.
 * <p><b>Cost.</b> Two passes over weight, gradient and moments (the norms first), and two numbers per weight.
 * <p><b>Source.</b> You et al. 2020 (LAMB, arXiv 1904.00962), algorithm 2, with the identity for phi.
 * <p><b>Differs.</b> NVIDIA's also clips the global norm of the gradient: put {@code clip_by_global_norm(1)} before.
 * <p><b>Example.</b> {@code lamb(lr=0.001, weight_decay=0.01)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param weightDecay weight of the decay in the direction r, 0 or above
 */
public record Lamb(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-6") double eps,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Lamb {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 2;
    }

    @Override
    public int sums() {
        return 2;
    }

    @Override
    public void survey(double[] weight, double[] gradient, double[][] moments, int count, long t, double[] sums) {
        double correctM = 1 - Math.pow(beta1, (double) t);
        double correctV = 1 - Math.pow(beta2, (double) t);
        for (int i = 0; i < count; i++) {
            double m = beta1 * moments[0][i] + (1 - beta1) * gradient[i];
            double v = beta2 * moments[1][i] + (1 - beta2) * gradient[i] * gradient[i];
            double r = direction(weight[i], m / correctM, v / correctV);
            sums[0] += weight[i] * weight[i];
            sums[1] += r * r;
        }
    }

    private double direction(double weight, double m, double v) {
        double root = Math.sqrt(v) + eps;
        return (root == 0 ? 0 : m / root) + weightDecay * weight;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double w = Math.sqrt(sums[0]);
        double r = Math.sqrt(sums[1]);
        double ratio = w == 0 || r == 0 ? 1 : w / r;
        double correctM = 1 - Math.pow(beta1, (double) t);
        double correctV = 1 - Math.pow(beta2, (double) t);
        for (int i = 0; i < count; i++) {
            moments[0][i] = beta1 * moments[0][i] + (1 - beta1) * gradient[i];
            moments[1][i] = beta2 * moments[1][i] + (1 - beta2) * gradient[i] * gradient[i];
            weight[i] -= rate * ratio * direction(weight[i], moments[0][i] / correctM, moments[1][i] / correctV);
        }
    }
}
