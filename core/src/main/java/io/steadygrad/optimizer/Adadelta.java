package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Measures every step in units of the steps before, so that no learning rate is needed.
 *
 * <pre>
 * g = g + weight_decay * w
 * v = rho * v + (1-rho) * g^2
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1-rho) * d^2
 * w = w - lr * d
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient moves nothing. The first step is sqrt(eps / (1-rho)) long, whatever the gradient.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Zeiler 2012 (arXiv 1212.5701), algorithm 1; PyTorch Adadelta.
 * <p><b>Differs.</b> The paper has no learning rate: {@code lr=1}. TensorFlow's default is 0.001.
 * <p><b>Example.</b> {@code adadelta}
 *
 * @param lr factor on every step, above 0 and finite
 * @param rho decay of both averages, from 0 to below 1
 * @param eps starts the steps, above 0 and finite
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
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
    public FusedUpdate at(long t, double rate) {
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 2;
            }

            @Override
            public boolean fitsFloat32() {
                return eps >= Float.MIN_NORMAL;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double[] v = moments[0];
                double[] u = moments[1];
                for (int i = 0; i < count; i++) {
                    double x = g[i] + weightDecay * w[i];
                    v[i] = rho * v[i] + (1 - rho) * x * x;
                    double change = Math.sqrt(u[i] + eps) / Math.sqrt(v[i] + eps) * x;
                    u[i] = rho * u[i] + (1 - rho) * change * change;
                    w[i] -= rate * change;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] v = moments[0];
                float[] u = moments[1];
                float keep = (float) rho, fresh = (float) (1 - rho), e = (float) eps, r = (float) rate;
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    float square = Math.min(keep * v[i] + fresh * g[i] * g[i], Float.MAX_VALUE);
                    float change = (float) Math.sqrt(u[i] + e) / (float) Math.sqrt(square + e) * g[i];
                    v[i] = square;
                    u[i] = Math.min(keep * u[i] + fresh * change * change, Float.MAX_VALUE);
                    w[i] = FusedUpdate.clamp(w[i] - r * change);
                }
            }
        };
    }
}
