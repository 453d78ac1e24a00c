package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * AdamW whose learning rate falls for a tensor at a step where the second moment lags behind the gradient.
 *
 * <pre>
 * m, v  as in adam, with the decay
 *       beta * (1 - beta^(t-1)) / (1 - beta^t)   in the place of beta
 * q     = sqrt(mean(g^2 / max(v, eps^2)))        per tensor
 * h     = lr / max(1, q)
 * w     = w * (1 - h * weight_decay) - h * m / (sqrt(v) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> At the first step q is 1 or below. An entry that never had a gradient only decays.
 * <p><b>Cost.</b> Two passes over gradient and second moment (the mean first), and two numbers per weight.
 * <p><b>Source.</b> Wortsman et al. 2023 (Stable and low-precision training for large-scale vision-language models,
 * arXiv 2304.13013), algorithm 2.
 * <p><b>Differs.</b> From Adafactor's update clipping, which it takes over, in that the moments are not factored.
 * {@code lr} and {@code weight_decay} default to AdamW's; the authors' program has 0.002 and 0.2.
 * <p><b>Example.</b> {@code stable_adamw(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, above 0 and finite
 * @param weightDecay share of a weight, times the rate, that goes at each step, 0 or above
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

    private static double debiased(double beta, long t) {
        return beta * (1 - Math.pow(beta, t - 1.0)) / (1 - Math.pow(beta, (double) t));
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        double b1 = debiased(beta1, t);
        double b2 = debiased(beta2, t);
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 2;
            }

            @Override
            public boolean fitsFloat32() {
                return eps >= LEAST_DIVISOR;
            }

            @Override
            public int sums() {
                return 2;
            }

            @Override
            public void survey(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                for (int i = 0; i < count; i++) {
                    double square = g[i] * g[i];
                    double v = b2 * moments[1][i] + (1 - b2) * square;
                    sums[0] += square / Math.max(v, eps * eps);
                }
                sums[1] += count;
            }

            @Override
            public void survey(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] v = moments[1];
                float keep = (float) b2, fresh = (float) (1 - b2), least = (float) eps;
                for (int i = 0; i < count; i++) {
                    float square = Math.min(keep * v[i] + fresh * g[i] * g[i], Float.MAX_VALUE);
                    g[i] = g[i] / Math.max((float) Math.sqrt(square), least);
                }
                sums[0] += FusedUpdate.squares(g, count);
                sums[1] += count;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double q = sums[1] == 0 ? 0 : Math.sqrt(sums[0] / sums[1]);
                double calmed = rate / Math.max(1, q);
                double[] m = moments[0];
                double[] v = moments[1];
                for (int i = 0; i < count; i++) {
                    m[i] = b1 * m[i] + (1 - b1) * g[i];
                    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
                    double root = Math.sqrt(v[i]) + eps;
                    w[i] *= 1 - calmed * weightDecay;
                    w[i] -= root == 0 ? 0 : calmed * m[i] / root;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                double q = sums[1] == 0 ? 0 : Math.sqrt(sums[0] / sums[1]);
                double calmed = rate / Math.max(1, q);
                new FusedUpdate.Adam(b1, 1 - b1, b2, 1 - b2, calmed, 1, eps, 1 - calmed * weightDecay, 0)
                        .update(w, g, moments, count, sums);
            }
        };
    }
}
