package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Steps by the sign of an interpolation between momentum and gradient: every weight moves by lr.
 *
 * <pre>
 * c = sign(beta1 * m + (1-beta1) * g)
 * w = w - lr * (c + weight_decay * w)
 * m = beta2 * m + (1-beta2) * g
 * </pre>
 *
 * <p><b>Edges.</b> Where the interpolation is exactly 0 the step is 0. The size of the gradient does not matter for
 * the step, but a spike stays in m.
 * <p><b>Cost.</b> One pass over weight and gradient, and one number per weight.
 * <p><b>Source.</b> Chen et al. 2023 (Symbolic discovery of optimization algorithms, arXiv 2302.06675), program 1.
 * <p><b>Differs.</b> Optax decays weights by 1e-3 unless told otherwise; here, as in the paper's program, by 0.
 * <p><b>Example.</b> {@code lion(lr=1e-4, weight_decay=0.1)}
 *
 * @param lr learning rate, above 0 and finite; a tenth to a third of Adam's
 * @param beta1 weight of the momentum in the step, from 0 to below 1
 * @param beta2 decay of the momentum, from 0 to below 1
 * @param weightDecay share of a weight, times lr, that goes at each step, 0 or above
 */
public record Lion(
        @Default("1e-4") double lr,
        @Default("0.9") double beta1,
        @Default("0.99") double beta2,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Lion {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 1;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double[] m = moments[0];
                for (int i = 0; i < count; i++) {
                    double direction = Math.signum(beta1 * m[i] + (1 - beta1) * g[i]);
                    w[i] -= rate * (direction + weightDecay * w[i]);
                    m[i] = beta2 * m[i] + (1 - beta2) * g[i];
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] m = moments[0];
                float b1 = (float) beta1, b2 = (float) beta2, g1 = (float) (1 - beta1), g2 = (float) (1 - beta2);
                float r = (float) rate, d = (float) weightDecay;
                for (int i = 0; i < count; i++) {
                    w[i] -= r * (FusedUpdate.sign(b1 * m[i] + g1 * g[i]) + d * w[i]);
                    m[i] = b2 * m[i] + g2 * g[i];
                }
            }
        };
    }
}
