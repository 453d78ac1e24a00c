package io.steadygrad.optimizer;

import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Measures every step in units of the steps before, so that no learning rate is needed.
 *
 * <pre>
 * g = g + weight_decay * w
 * v = rho v + (1-rho) g^2
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho u + (1-rho) d^2,  w = w - lr * d
 * </pre>
 *
 * <p><b>Source.</b> Zeiler 2012, algorithm 1; LibTorch Adadelta.
 */
public record Adadelta(
        @Default("1") double lr,
        @Default("0.9") double rho,
        @Default("1e-6") double eps,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Adadelta {
        Optimizer.requireLearningRate(lr);
        Limits.decay("rho", rho);
        Limits.positiveFinite("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public int moments() {
        return 2;
    }

    @Override
    public void update(
            double[] weight, double[] gradient, double[][] moments, int count, long t, double rate, double[] sums) {
        double[] v = moments[0];
        double[] u = moments[1];
        for (int i = 0; i < count; i++) {
            double g = gradient[i] + weightDecay * weight[i];
            v[i] = rho * v[i] + (1 - rho) * g * g;
            double change = Math.sqrt(u[i] + eps) / Math.sqrt(v[i] + eps) * g;
            u[i] = rho * u[i] + (1 - rho) * change * change;
            weight[i] -= rate * change;
        }
    }
}
