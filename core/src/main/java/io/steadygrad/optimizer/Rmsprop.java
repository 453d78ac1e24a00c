package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Divides every entry by the root of a moving average of its squares: Adagrad that forgets.
 *
 * <pre>
 * g = g + weight_decay * w
 * v = alpha * v + (1-alpha) * g^2
 * a = alpha * a + (1-alpha) * g        centered
 * d = sqrt(v) + eps                    or sqrt(v - a^2) + eps when centered
 * w = w - lr * g/d                     without momentum
 * b = momentum * b + g/d,  w = w - lr * b    with momentum
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient without momentum moves nothing. The average starts at 0, so the first step is lr /
 * sqrt(1-alpha) long, ten times lr by default. Rounding cannot bring the centered variance below 0.
 * <p><b>Cost.</b> One pass over weight and gradient, and one number per weight; one more each with momentum and when
 * centered.
 * <p><b>Source.</b> Tieleman, Hinton 2012 (lecture 6.5); Graves 2013 (centered, arXiv 1308.0850); LibTorch RMSprop.
 * <p><b>Differs.</b> From TensorFlow, which adds eps under the root.
 * <p><b>Example.</b> {@code rmsprop(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param alpha decay of the averages, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param momentum decay of the momentum, from 0 to below 1; 0 for none
 * @param centered whether to divide by the standard deviation instead of the root mean square
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Rmsprop(
        @Default("0.01") double lr,
        @Default("0.99") double alpha,
        @Default("1e-8") double eps,
        @Default("0") double momentum,
        @Default("false") boolean centered,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Rmsprop {
        Optimizer.requireLearningRate(lr);
        Limits.decay("alpha", alpha);
        Limits.notNegative("eps", eps);
        Limits.decay("momentum", momentum);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 1 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0);
            }

            @Override
            public boolean fitsFloat32() {
                return eps >= LEAST_DIVISOR;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double[] v = moments[0];
                double[] average = centered ? moments[moments.length - 1] : v;
                for (int i = 0; i < count; i++) {
                    double x = g[i] + weightDecay * w[i];
                    v[i] = alpha * v[i] + (1 - alpha) * x * x;
                    double spread = v[i];
                    if (centered) {
                        average[i] = alpha * average[i] + (1 - alpha) * x;
                        // Rounding of stored moments can bring the variance just below zero.
                        spread = Math.max(0, v[i] - average[i] * average[i]);
                    }
                    double root = Math.sqrt(spread) + eps;
                    double change = root == 0 ? 0 : x / root;
                    if (momentum > 0) {
                        moments[1][i] = momentum * moments[1][i] + change;
                        change = moments[1][i];
                    }
                    w[i] -= rate * change;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] v = moments[0];
                float a = (float) alpha, fresh = (float) (1 - alpha), e = (float) eps, r = (float) rate;
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    v[i] = Math.min(a * v[i] + fresh * g[i] * g[i], Float.MAX_VALUE);
                }
                if (centered) {
                    float[] average = moments[moments.length - 1];
                    for (int i = 0; i < count; i++) {
                        float mean = a * average[i] + fresh * g[i];
                        average[i] = mean;
                        g[i] = g[i] / ((float) Math.sqrt(Math.max(0, v[i] - mean * mean)) + e);
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        g[i] = g[i] / ((float) Math.sqrt(v[i]) + e);
                    }
                }
                if (momentum > 0) {
                    float[] b = moments[1];
                    float keep = (float) momentum;
                    for (int i = 0; i < count; i++) {
                        float change = FusedUpdate.clamp(keep * b[i] + g[i]);
                        b[i] = change;
                        w[i] = FusedUpdate.clamp(w[i] - r * change);
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        w[i] = FusedUpdate.clamp(w[i] - r * g[i]);
                    }
                }
            }
        };
    }
}
