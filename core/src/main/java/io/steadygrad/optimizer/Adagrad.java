package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Divides every entry by the root of the sum of its own squares so far.
 *
 * <pre>
 * g = g + weight_decay * w
 * s = s + g^2                          (s starts at initial_accumulator)
 * w = w - lr / (1 + (t-1) lr_decay) * g / (sqrt(s) + eps)
 * </pre>
 *
 * <p><b>Source.</b> Duchi, Hazan, Singer 2011; LibTorch Adagrad.
 */
public record Adagrad(
        @Default("0.01") double lr,
        @Default("1e-10") double eps,
        @Default("0") double initialAccumulator,
        @Default("0") double lrDecay,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Adagrad {
        Optimizer.requireLearningRate(lr);
        Limits.notNegative("eps", eps);
        Limits.notNegative("initial_accumulator", initialAccumulator);
        Limits.notNegative("lr_decay", lrDecay);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 1;
    }

    @Override
    public double startOf(int moment) {
        return initialAccumulator;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double[] s = moments[0];
        double decayed = rate / (1 + (t - 1) * lrDecay);
        for (int i = 0; i < count; i++) {
            double g = gradient[i] + weightDecay * weight[i];
            s[i] += g * g;
            double root = Math.sqrt(s[i]) + eps;
            weight[i] -= root == 0 ? 0 : decayed * g / root;
        }
    }
}
