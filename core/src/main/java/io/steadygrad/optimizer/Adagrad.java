package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Divides every entry by the root of the sum of its own squares so far, so that rare features keep a high rate.
 *
 * <pre>
 * g = g + weight_decay * w
 * s = s + g^2                          s starts at initial_accumulator
 * w = w - lr / (1 + (t-1) * lr_decay) * g / (sqrt(s) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> A zero gradient moves nothing. The sum never falls, so the steps only become smaller; one huge
 * gradient stills an entry for good.
 * <p><b>Cost.</b> One pass over weight and gradient, and one number per weight.
 * <p><b>Source.</b> Duchi, Hazan, Singer 2011; LibTorch Adagrad.
 * <p><b>Differs.</b> TensorFlow starts the sum at 0.1, this and LibTorch at 0.
 * <p><b>Example.</b> {@code adagrad(lr=0.05)}
 *
 * @param lr learning rate, above 0 and finite
 * @param eps keeps the divisor from 0, 0 or above
 * @param initialAccumulator what the sum of squares starts at, 0 or above
 * @param lrDecay how fast the learning rate falls with the step, 0 or above
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
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
    public double startOf(int moment) {
        return initialAccumulator;
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        double decayed = rate / (1 + (t - 1) * lrDecay);
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 1;
            }

            @Override
            public boolean fitsFloat32() {
                return eps >= LEAST_DIVISOR;
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double[] s = moments[0];
                for (int i = 0; i < count; i++) {
                    double x = g[i] + weightDecay * w[i];
                    s[i] += x * x;
                    double root = Math.sqrt(s[i]) + eps;
                    w[i] -= root == 0 ? 0 : decayed * x / root;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] s = moments[0];
                float r = (float) decayed, e = (float) eps;
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    float sum = Math.min(s[i] + g[i] * g[i], Float.MAX_VALUE);
                    s[i] = sum;
                    w[i] -= r * g[i] / ((float) Math.sqrt(sum) + e);
                }
            }
        };
    }
}
