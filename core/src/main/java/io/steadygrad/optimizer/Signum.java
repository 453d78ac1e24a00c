package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Steps by the sign of the momentum: every weight moves by lr.
 *
 * <pre>
 * m = momentum * m + (1-momentum) * g
 * w = w * (1 - lr * weight_decay) - lr * sign(m)
 * </pre>
 *
 * <p><b>Edges.</b> With {@code momentum=0} it is signSGD. Where m is exactly 0 the step is 0.
 * <p><b>Cost.</b> One pass over weight and gradient, and one number per weight.
 * <p><b>Source.</b> Bernstein, Wang, Azizzadenesheli, Anandkumar 2018 (signSGD, arXiv 1802.04434), algorithm 2.
 * <p><b>Differs.</b> From Lion, which steps by another average than the one it keeps.
 * <p><b>Example.</b> {@code signum(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param momentum decay of the momentum, from 0 to below 1
 * @param weightDecay share of a weight, times lr, that goes at each step, 0 or above
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
                    m[i] = momentum * m[i] + (1 - momentum) * g[i];
                    w[i] -= rate * (Math.signum(m[i]) + weightDecay * w[i]);
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] m = moments[0];
                float b = (float) momentum, fresh = (float) (1 - momentum), r = (float) rate, d = (float) weightDecay;
                for (int i = 0; i < count; i++) {
                    float mean = b * m[i] + fresh * g[i];
                    m[i] = mean;
                    w[i] -= r * (FusedUpdate.sign(mean) + d * w[i]);
                }
            }
        };
    }
}
