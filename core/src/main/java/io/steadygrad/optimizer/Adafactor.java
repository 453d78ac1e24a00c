package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;

/**
 * Keeps second moments by row and by column instead of by element, and steps in proportion to the weights: Adam's
 * rates for little memory.
 *
 * <pre>
 * beta = 1 - t^beta2_decay
 * a    = max(eps2, rms(w)) * min(lr, 1/sqrt(t))
 * r    = beta * r + (1-beta) * rowmean(g^2 + eps1)
 * c    = beta * c + (1-beta) * columnmean(g^2 + eps1)
 * v    = r * c / mean(r)                        rank 2 and above
 * v    = beta * v + (1-beta) * (g^2 + eps1)     rank 0 and 1
 * u    = g / sqrt(v)
 * w    = w * (1 - lr * weight_decay) - a * u / max(1, rms(u) / d)
 * </pre>
 *
 * <p><b>Edges.</b> The first step has beta = 0. Weights that are all zero move by {@code eps2}. Where v is 0
 * ({@code eps1=0}) the step is 0; squares beyond float64 count as its largest number.
 * <p><b>Cost.</b> Three reads and one write. A matrix of n rows and m columns remembers n + m numbers; in a tensor of
 * more dimensions every matrix of its last two has its own.
 * <p><b>Source.</b> Shazeer, Stern 2018 (Adafactor, arXiv 1804.04235), algorithms 4 to 6.
 * <p><b>Differs.</b> The paper's 1e-2 in min(1e-2, 1/sqrt(t)) is {@code lr}, and weight decay is decoupled, both as in
 * PyTorch. PyTorch does not add eps1 to the squares but bounds mean(r) and sqrt(v) by it from below, by default with
 * the type's epsilon, which acts on float32 gradients under 3e-4. No momentum (the paper's beta1).
 * <p><b>Example.</b> {@code adafactor}
 *
 * @param lr the largest relative step, above 0 and finite; a schedule moves it
 * @param beta2Decay how fast the average of squares becomes slow, 0 or less and finite
 * @param eps1 what keeps v above 0, 0 or above
 * @param eps2 the smallest rms that a tensor of weights is taken to have, 0 or above
 * @param d the largest rms of an update before the step size, above 0; {@code inf} limits nothing
 * @param weightDecay share of a weight, times lr, that goes at each step, 0 or above
 */
public record Adafactor(
        @Default("0.01") double lr,
        @Default("-0.8") double beta2Decay,
        @Default("1e-30") double eps1,
        @Default("1e-3") double eps2,
        @Default("1") double d,
        @Default("0") double weightDecay)
        implements TensorOptimizer {
    public Adafactor {
        Optimizer.requireLearningRate(lr);
        if (!(beta2Decay <= 0) || Double.isInfinite(beta2Decay)) {
            throw new IllegalArgumentException(
                    "beta2_decay must be 0 or less and finite, such as -0.8, was " + Numbers.format(beta2Decay));
        }
        Limits.notNegative("eps1", eps1);
        Limits.notNegative("eps2", eps2);
        if (!(d > 0)) {
            throw new IllegalArgumentException(
                    "d must be greater than 0 (inf limits nothing), was " + Numbers.format(d));
        }
        Limits.notNegative("weight_decay", weightDecay);
    }

    @Override
    public long[] sizes(Parameter parameter) {
        return SecondMoment.sizes(parameter);
    }

    @Override
    public void update(
            Parameter parameter,
            Elements weight,
            Elements gradient,
            double factor,
            Elements[] moments,
            long t,
            double rate) {
        if (weight.size() == 0) {
            return;
        }
        ScaledGradient scaled = new ScaledGradient(gradient, factor);
        SecondMoment v = SecondMoment.of(parameter, scaled, moments, Math.pow(t, beta2Decay), eps1);
        double[] w = new double[SecondMoment.BLOCK];
        double[] g = new double[SecondMoment.BLOCK];
        double[] u = new double[SecondMoment.BLOCK];
        double ofWeights = 0;
        double ofSteps = 0;
        for (int from = 0; from < weight.size(); from += g.length) {
            int count = scaled.read(from, g);
            weight.read(from, w, count);
            v.divide(from, g, u, count);
            for (int i = 0; i < count; i++) {
                ofWeights += w[i] * w[i];
                ofSteps += u[i] * u[i];
            }
        }
        double rms = Math.sqrt(ofWeights / weight.size());
        double limit = Math.max(1, Math.sqrt(ofSteps / weight.size()) / d);
        double step = Math.max(eps2, rms) * Math.min(rate, 1 / Math.sqrt(t)) / limit;
        for (int from = 0; from < weight.size(); from += g.length) {
            int count = scaled.read(from, g);
            weight.read(from, w, count);
            v.divide(from, g, u, count);
            v.remember(from, count);
            for (int i = 0; i < count; i++) {
                w[i] = w[i] * (1 - rate * weightDecay) - step * u[i];
            }
            weight.write(from, w, count);
        }
    }
}
