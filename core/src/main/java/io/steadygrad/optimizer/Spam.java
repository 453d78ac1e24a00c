package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.Arrays;

/**
 * Adam that scales spiking entries down to what its second moment allows, and forgets its moments at intervals.
 *
 * <pre>
 * g = sign(g) * sqrt(threshold * v)      entries with g^2 &gt; threshold * v
 * w = w * (1 - lr * weight_decay)
 * then as adam, with t counted from the last reset
 *
 * every `interval` steps: m = v = 0, and for `warmup` steps after it
 * lr * (1 - cos(pi * t / warmup)) / 2   in the place of lr
 * </pre>
 *
 * <p><b>Edges.</b> Where v is 0 (first step, after a reset) nothing is limited. The warm-up follows resets only, not
 * the start.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Huang et al. 2025 (SPAM: spike-aware Adam with momentum reset, arXiv 2501.06842), algorithm 1.
 * <p><b>Differs.</b> There it works on sparse parts of the moments too, which this leaves out.
 * <p><b>Example.</b> {@code spam(lr=0.001)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param threshold how many times v the square of an entry may be, above 0; {@code inf} for no limit
 * @param interval steps between two resets, at least 1
 * @param warmup steps after a reset until the learning rate is full again, at least 1
 * @param weightDecay share of a weight, times lr, that goes at each step, 0 or above
 */
public record Spam(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-6") double eps,
        @Default("5000") double threshold,
        @Default("500") long interval,
        @Default("150") long warmup,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Spam {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.positive("threshold", threshold);
        Limits.atLeast("interval", 1, interval);
        Limits.atLeast("warmup", 1, warmup);
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        long since = (t - 1) % interval + 1;
        boolean fresh = since == 1;
        double grown = t > interval && since <= warmup ? rate * (1 - Math.cos(Math.PI * since / warmup)) / 2 : rate;
        FusedUpdate adam = Adam.at(since, grown, beta1, beta2, eps, weightDecay, 0);
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
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                for (int i = 0; i < count; i++) {
                    moments[0][i] = fresh ? 0 : moments[0][i];
                    moments[1][i] = fresh ? 0 : moments[1][i];
                    double most = threshold * moments[1][i];
                    if (most > 0 && g[i] * g[i] > most) {
                        g[i] = Math.copySign(Math.sqrt(most), g[i]);
                    }
                }
                adam.update(w, g, moments, count, sums);
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                if (fresh) {
                    Arrays.fill(moments[0], 0, count, 0);
                    Arrays.fill(moments[1], 0, count, 0);
                }
                float[] v = moments[1];
                float most = (float) Math.min(threshold, Float.MAX_VALUE);
                for (int i = 0; i < count; i++) {
                    float limit = most * v[i];
                    if (g[i] * g[i] > limit && limit > 0) {
                        g[i] = Math.copySign((float) Math.sqrt(limit), g[i]);
                    }
                }
                adam.update(w, g, moments, count, sums);
            }
        };
    }
}
