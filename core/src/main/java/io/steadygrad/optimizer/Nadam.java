package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Adam with Nesterov's look ahead.
 *
 * <pre>
 * g   = g + weight_decay * w
 * mu  = beta1 * (1 - 0.5 * 0.96^(t * momentum_decay))     mu+ at t + 1
 * P   = product of mu up to t                             P+ at t + 1
 * m   = beta1 * m + (1-beta1) * g
 * v   = beta2 * v + (1-beta2) * g^2
 * d   = (1-mu) / (1-P) * g  +  mu+ / (1-P+) * m
 * w   = w - lr * d / (sqrt(v / (1-beta2^t)) + eps)
 * </pre>
 *
 * <p><b>Edges.</b> As {@code adam}.
 * <p><b>Cost.</b> One pass over weight and gradient, and two numbers per weight.
 * <p><b>Source.</b> Dozat 2016 (Incorporating Nesterov momentum into Adam); PyTorch NAdam.
 * <p><b>Differs.</b> The paper averages m with mu_t, this with beta1, as PyTorch does. From PyTorch 1.13, where
 * mu_t enters P_(t+1) twice. From Optax's nadam, which has no schedule of the momentum.
 * <p><b>Example.</b> {@code nadam(lr=0.002)}
 *
 * @param lr learning rate, above 0 and finite
 * @param beta1 decay of the average of gradients, from 0 to below 1
 * @param beta2 decay of the average of squares, from 0 to below 1
 * @param eps keeps the divisor from 0, 0 or above
 * @param momentumDecay how fast the momentum grows to beta1, 0 or above
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 */
public record Nadam(
        @Default("0.002") double lr,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("1e-8") double eps,
        @Default("0.004") double momentumDecay,
        @Default("0") double weightDecay)
        implements ElementwiseOptimizer {
    public Nadam {
        Optimizer.requireLearningRate(lr);
        Limits.decay("beta1", beta1);
        Limits.decay("beta2", beta2);
        Limits.notNegative("eps", eps);
        Limits.notNegative("momentum_decay", momentumDecay);
        Limits.notNegative("weight_decay", weightDecay);
    }

    private double mu(long t) {
        return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
    }

    /** Below 1e-17 the product no longer changes 1 minus itself. */
    private double product(long t) {
        double product = 1;
        for (long i = 1; i <= t && product > 1e-17; i++) {
            product *= mu(i);
        }
        return product;
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        double product = product(t);
        double now = mu(t);
        double next = mu(t + 1);
        double ofGradient = rate * (1 - now) / (1 - product);
        double ofMomentum = rate * next / (1 - product * next);
        double root = 1 / Math.sqrt(1 - Math.pow(beta2, (double) t));
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
                double[] m = moments[0];
                double[] v = moments[1];
                for (int i = 0; i < count; i++) {
                    double x = g[i] + weightDecay * w[i];
                    m[i] = beta1 * m[i] + (1 - beta1) * x;
                    v[i] = beta2 * v[i] + (1 - beta2) * x * x;
                    double divisor = root * Math.sqrt(v[i]) + eps;
                    w[i] -= divisor == 0 ? 0 : (ofGradient * x + ofMomentum * m[i]) / divisor;
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float[] m = moments[0];
                float[] v = moments[1];
                float b1 = (float) beta1, b2 = (float) beta2, g1 = (float) (1 - beta1), g2 = (float) (1 - beta2);
                float ofG = (float) ofGradient, ofM = (float) ofMomentum, s = (float) root, e = (float) eps;
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    float mean = b1 * m[i] + g1 * g[i];
                    float variance = Math.min(b2 * v[i] + g2 * g[i] * g[i], Float.MAX_VALUE);
                    m[i] = mean;
                    v[i] = variance;
                    w[i] -= (ofG * g[i] + ofM * mean) / (s * (float) Math.sqrt(variance) + e);
                }
            }
        };
    }
}
