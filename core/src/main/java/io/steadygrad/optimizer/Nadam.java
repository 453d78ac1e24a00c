package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with Nesterov's look ahead.
 *
 * <pre>
 * g = g + weight_decay * w
 * mu_t = beta1 (1 - 0.5 * 0.96^(t momentum_decay)),   P_t = mu_1 * ... * mu_t
 * m = beta1 m + (1-beta1) g,   v = beta2 v + (1-beta2) g^2
 * w = w - lr * ((1-mu_t)/(1-P_t) g + mu_(t+1)/(1-P_(t+1)) m) / (sqrt(v / (1-beta2^t)) + eps)
 * </pre>
 *
 * <p><b>Source.</b> Dozat 2016; PyTorch NAdam.
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
