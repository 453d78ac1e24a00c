package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with a step in proportion to the weight of each tensor: for very large batches.
 *
 * <pre>
 * m = beta1 * m + (1-beta1) * g
 * v = beta2 * v + (1-beta2) * g^2
 * r = (m / (1-beta1^t)) / (sqrt(v / (1-beta2^t)) + eps) + weight_decay * w
 * w = w - lr * ||w|| / ||r|| * r
 *
 * per tensor;  ratio 1 where ||w|| or ||r|| is 0
 * </pre>
 *
 * <p><b>Edges.</b> A tensor whose weights are all zero steps as with {@code adam}.
 * <p><b>Cost.</b> Two passes over weight, gradient and moments (the norms first), and two numbers per weight.
 * <p><b>Source.</b> You et al. 2020 (LAMB, arXiv 1904.00962), algorithm 2, with the identity for phi.
 * <p><b>Differs.</b> NVIDIA's also clips the global norm of the gradient: put {@code clip_by_global_norm(1)} before.
 * <p><b>Example.</b> {@code lamb(lr=0.001, weight_decay=0.01)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param weightDecay weight of the decay in the direction r, 0 or above
 */
public record Lamb(
        @Default("0.001") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-6") double eps,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Lamb {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("weight_decay", weightDecay);
    }

    private double direction(double weight, double m, double v) {
        double root = Math.sqrt(v) + eps;
        return (root == 0 ? 0 : m / root) + weightDecay * weight;
    }

    private static double ratio(double[] sums) {
        double w = Math.sqrt(sums[0]);
        double r = Math.sqrt(sums[1]);
        return w == 0 || r == 0 ? 1 : w / r;
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        double correctM = 1 - Math.pow(beta1, (double) t);
        double correctV = 1 - Math.pow(beta2, (double) t);
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
                    double m = beta1 * moments[0][i] + (1 - beta1) * g[i];
                    double v = beta2 * moments[1][i] + (1 - beta2) * g[i] * g[i];
                    double r = direction(w[i], m / correctM, v / correctV);
                    sums[0] += w[i] * w[i];
                    sums[1] += r * r;
                }
            }

            @Override
            public void survey(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                // The moments of a survey are copies: what is written there is forgotten.
                learn(g, moments[0], moments[1], count);
                turn(w, g, moments[0], moments[1], count);
                sums[0] += FusedUpdate.squares(w, count);
                sums[1] += FusedUpdate.squares(g, count);
            }

            private void learn(float[] g, float[] m, float[] v, int count) {
                float b1 = (float) beta1, b2 = (float) beta2, g1 = (float) (1 - beta1), g2 = (float) (1 - beta2);
                for (int i = 0; i < count; i++) {
                    m[i] = b1 * m[i] + g1 * g[i];
                    v[i] = Math.min(b2 * v[i] + g2 * g[i] * g[i], Float.MAX_VALUE);
                }
            }

            /** Puts the direction r into the gradient's place. */
            private void turn(float[] w, float[] r, float[] m, float[] v, int count) {
                float ofM = (float) (1 / correctM), root = (float) (1 / Math.sqrt(correctV));
                float e = (float) eps, d = (float) weightDecay;
                for (int i = 0; i < count; i++) {
                    r[i] = ofM * m[i] / (root * (float) Math.sqrt(v[i]) + e) + d * w[i];
                }
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double step = rate * ratio(sums);
                double[] m = moments[0];
                double[] v = moments[1];
                for (int i = 0; i < count; i++) {
                    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                    w[i] -= step * direction(w[i], m[i] / correctM, v[i] / correctV);
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float step = FusedUpdate.clamp((float) (rate * ratio(sums)));
                float[] m = moments[0];
                float[] v = moments[1];
                learn(g, m, v, count);
                turn(w, g, m, v, count);
                for (int i = 0; i < count; i++) {
                    w[i] = FusedUpdate.clamp(w[i] - step * g[i]);
                }
            }
        };
    }
}
