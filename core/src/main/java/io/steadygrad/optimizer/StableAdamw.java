package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * AdamW whose learning rate falls for a tensor at a step where the second moment lags behind the gradient.
 *
 * <pre>
 * m, v as Adam with debiased decays,   q = sqrt(mean(g^2 / max(v, eps^2)))    per tensor
 * h = lr / max(1, q)
 * w = w * (1 - h * weight_decay) - h * m / (sqrt(v) + eps)
 * debiased decay of beta: beta (1 - beta^(t-1)) / (1 - beta^t)
 * </pre>
 *
 * <p><b>Source.</b> Wortsman et al. 2023 (Stable and low-precision training for large-scale vision-language models), algorithm 2.
 */
public record StableAdamw(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.99") double beta2,
        @Default("1e-8") double eps,
        @Default("0.01") double weightDecay)
        implements ElementwiseOptimizer {
    public StableAdamw {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.positiveFinite("eps", eps);
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
        double b2 = debiased(beta2, t);
        for (int i = 0; i < count; i++) {
            double square = gradient[i] * gradient[i];
            double v = b2 * moments[1][i] + (1 - b2) * square;
            sums[0] += square / Math.max(v, eps * eps);
        }
        sums[1] += count;
    }

    private static double debiased(double beta, long t) {
        return beta * (1 - Math.pow(beta, t - 1.0)) / (1 - Math.pow(beta, (double) t));
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double q = sums[1] == 0 ? 0 : Math.sqrt(sums[0] / sums[1]);
        double calmed = rate / Math.max(1, q);
        double b1 = debiased(beta1, t);
        double b2 = debiased(beta2, t);
        for (int i = 0; i < count; i++) {
            double g = gradient[i];
            moments[0][i] = b1 * moments[0][i] + (1 - b1) * g;
            moments[1][i] = b2 * moments[1][i] + (1 - b2) * g * g;
            double root = Math.sqrt(moments[1][i]) + eps;
            weight[i] *= 1 - calmed * weightDecay;
            weight[i] -= root == 0 ? 0 : calmed * moments[0][i] / root;
        }
    }
}
