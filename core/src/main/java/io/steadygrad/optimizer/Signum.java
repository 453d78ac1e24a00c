package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Steps by the sign of the momentum.
 *
 * <pre>
 * m = momentum m + (1-momentum) g
 * w = w * (1 - lr * weight_decay) - lr * sign(m)
 * </pre>
 *
 * <p><b>Edges.</b> With {@code momentum=0} it is signSGD. Where m is exactly 0 the step is 0.
 * <p><b>Source.</b> Bernstein et al. 2018 (signSGD), algorithm 2.
 */
public record Signum(
        @Default("0.001") double lr,
        @Default("0.9") double momentum,
        @Default("0") double weightDecay) implements ElementwiseOptimizer {
    public Signum {
        Optimizer.requireLearningRate(lr);
        Limits.decay("momentum", momentum);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 1;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double[] m = moments[0];
        for (int i = 0; i < count; i++) {
            m[i] = momentum * m[i] + (1 - momentum) * gradient[i];
            weight[i] -= rate * (Math.signum(m[i]) + weightDecay * weight[i]);
        }
    }
}
