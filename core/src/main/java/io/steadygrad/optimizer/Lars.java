package io.steadygrad.optimizer;

import io.steadygrad.kernel.FusedUpdate;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;

/**
 * Momentum with a learning rate of its own for every tensor, in proportion to its weight: for very large batches.
 *
 * <pre>
 * r = coefficient * ||w|| / (||g|| + weight_decay * ||w|| + eps)
 * b = momentum * b + lr * r * (g + weight_decay * w)
 * w = w - b
 *
 * per tensor;  r = 1 where ||w|| or ||g|| is 0
 * </pre>
 *
 * <p><b>Edges.</b> A tensor whose weights are all zero steps as with momentum alone; one whose gradient is zero decays
 * with r = 1.
 * <p><b>Cost.</b> Two passes over weight and gradient (the norms first), and one number per weight.
 * <p><b>Source.</b> You, Gitman, Ginsburg 2017 (LARS, arXiv 1708.03888), algorithm 1.
 * <p><b>Differs.</b> The paper has no eps. From programs with the learning rate outside the momentum, where a change of
 * it also scales what is carried along; here, as in the paper, it does not.
 * <p><b>Example.</b> {@code lars(lr=0.1)}
 *
 * @param lr learning rate, above 0 and finite
 * @param momentum decay of the momentum, from 0 to below 1
 * @param coefficient how far a tensor moves as a share of its norm, above 0 and finite
 * @param weightDecay l2 penalty that is added to the gradient, 0 or above
 * @param eps added to the divisor, 0 or above
 */
public record Lars(
        double lr,
        @Default("0.9") double momentum,
        @Default("0.001") double coefficient,
        @Default("0") double weightDecay,
        @Default("0") double eps)
        implements ElementwiseOptimizer {
    public Lars {
        Optimizer.requireLearningRate(lr);
        Limits.decay("momentum", momentum);
        Limits.positiveFinite("coefficient", coefficient);
        Limits.notNegative("weight_decay", weightDecay);
        Limits.notNegative("eps", eps);
    }

    private double ratio(double[] sums) {
        double w = Math.sqrt(sums[0]);
        double g = Math.sqrt(sums[1]);
        return w == 0 || g == 0 ? 1 : coefficient * w / (g + weightDecay * w + eps);
    }

    @Override
    public FusedUpdate at(long t, double rate) {
        return new FusedUpdate() {
            @Override
            public int moments() {
                return 1;
            }

            @Override
            public int sums() {
                return 2;
            }

            @Override
            public void survey(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                for (int i = 0; i < count; i++) {
                    sums[0] += w[i] * w[i];
                    sums[1] += g[i] * g[i];
                }
            }

            @Override
            public void survey(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                sums[0] += FusedUpdate.squares(w, count);
                sums[1] += FusedUpdate.squares(g, count);
            }

            @Override
            public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
                double step = rate * ratio(sums);
                double[] b = moments[0];
                for (int i = 0; i < count; i++) {
                    b[i] = momentum * b[i] + step * (g[i] + weightDecay * w[i]);
                    w[i] -= b[i];
                }
            }

            @Override
            public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
                float step = FusedUpdate.clamp((float) (rate * ratio(sums)));
                float keep = (float) momentum;
                float[] b = moments[0];
                FusedUpdate.addDecay(weightDecay, w, g, count);
                for (int i = 0; i < count; i++) {
                    float change = FusedUpdate.clamp(keep * b[i] + step * g[i]);
                    b[i] = change;
                    w[i] = FusedUpdate.clamp(w[i] - change);
                }
            }
        };
    }
}
