package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam whose weight decay does not pass through the moments.
 *
 * <pre>
 * w = w * (1 - lr * weight_decay), then as Adam without weight decay
 * </pre>
 *
 * <p><b>Source.</b> Loshchilov, Hutter 2019, algorithm 2; LibTorch AdamW.
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
    public int moments() {
        return 2;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double keep = 1 - rate * weightDecay;
        for (int i = 0; i < count; i++) {
            weight[i] *= keep;
        }
        Adam.step(weight, gradient, moments, count, t, rate, beta1, beta2, eps);
    }
}
