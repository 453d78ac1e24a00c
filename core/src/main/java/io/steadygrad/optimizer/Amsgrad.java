package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
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
    public FusedUpdate at(long t, double rate) {
        double scaledRate = rate / (1 - Math.pow(beta1, (double) t));
        double root = 1 / Math.sqrt(1 - Math.pow(beta2, (double) t));
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 3;
            }

            @Override
            public boolean fitsFloat32() {
                return eps >= LEAST_DIVISOR;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double[] m = moments[0];
                double[] v = moments[1];
                double[] u = moments[2];
                for (int i = 0; i < count; i++) {
                    double x = g[i] + weightDecay * w[i];
                    m[i] = beta1 * m[i] + (1 - beta1) * x;
                    v[i] = beta2 * v[i] + (1 - beta2) * x * x;
                    u[i] = Math.max(u[i], v[i]);
                    double divisor = root * Math.sqrt(u[i]) + eps;
                    w[i] -= divisor == 0 ? 0 : scaledRate * m[i] / divisor;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] m = moments[0];
                float[] v = moments[1];
                float[] u = moments[2];
                float b1 = (float) beta1, b2 = (float) beta2, g1 = (float) (1 - beta1), g2 = (float) (1 - beta2);
                float r = (float) scaledRate, s = (float) root, e = (float) eps;
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    float mean = b1 * m[i] + g1 * g[i];
                    float variance = Math.min(b2 * v[i] + g2 * g[i] * g[i], Float.MAX_VALUE);
                    float largest = Math.max(u[i], variance);
                    m[i] = mean;
                    v[i] = variance;
                    u[i] = largest;
                    w[i] -= r * mean / (s * (float) Math.sqrt(largest) + e);
                }
            }
        };
    }
}
