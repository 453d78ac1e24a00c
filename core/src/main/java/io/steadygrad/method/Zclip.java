package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Clips the global norm at a limit that follows the run's own norms, so that only spikes are cut.
 *
 * <pre>
 * s     = (n - mu) / (sd + 1e-6),   sd = sqrt(var)
 * limit = inf                       where s &lt;= z, and in warm-up
 *         mu + z * sd / (s / z)     where s &gt; z, spike=reciprocal
 *         mu                        where s &gt; z, spike=mean
 *         mu + z * sd               where s &gt; z, spike=percentile
 * g'    = g * min(1, min(limit, max_norm) / n)
 * mu    = alpha * mu  + (1-alpha) * k,            k = min(n, limit)
 * var   = alpha * var + (1-alpha) * (k - mu)^2    with the new mu
 * </pre>
 *
 * <p><b>Edges.</b> The first {@code warmup} norms only give mu and the population variance. Norms that are zero or not
 * finite enter nothing. {@code max_norm=inf} switches the fixed limit off.
 * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass.
 * <p><b>Source.</b> Kumar et al. 2025 (ZClip: adaptive spike mitigation for LLM pre-training, arXiv 2504.02507).
 * <p><b>Differs.</b> A step with NaN does not switch it off for ever. mu and var follow the norm as z-clipped, not as
 * cut by {@code max_norm}.
 * <p><b>Example.</b> {@code zclip(z=2.5, max_norm=inf)}
 *
 * @param z standard deviations above the mean at which a spike begins, above 0 and finite
 * @param alpha decay of mean and variance, from 0 to below 1
 * @param warmup accepted steps with a finite norm above 0 that fill the statistics, at least 2
 * @param maxNorm a fixed limit on top, in warm-up too, above 0; {@code inf} for none
 * @param spike where a spike is brought to
 */
public record Zclip(
        @Default("2.5") double z,
        @Default("0.97") double alpha,
        @Default("25") int warmup,
        @Default("1") double maxNorm,
        @Default("reciprocal") Spike spike)
        implements Method {
    private static final String MOMENTS =
            "moments"; // mu, sd (in warm-up: root of the sum of squared deviations), count

    /** Where a spike is brought to. */
    public enum Spike {
        RECIPROCAL,
        MEAN,
        PERCENTILE
    }

    public Zclip {
        Limits.positiveFinite("z", z);
        Limits.decay("alpha", alpha);
        Limits.atLeast("warmup", 2, warmup);
        Limits.positive("max_norm", maxNorm);
    }

    @Override
    public Needs needs() {
        return Needs.norm(Norm.L2, Scope.GLOBAL);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public State start(Layout layout) {
        return new State().array(MOMENTS, 3);
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(new Claim.Bounds(Norm.L2, Scope.GLOBAL, 0, maxNorm), new Claim.KeepsDirection(Scope.GLOBAL));
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return GroupScaling.limit(
                now,
                Scope.GLOBAL,
                all -> now.globalNorm(),
                all -> Math.min(limit(now.globalNorm(), state), maxNorm),
                "global norm");
    }

    private double limit(double norm, State state) {
        double[] moments = state.get(MOMENTS);
        double deviation = moments[1];
        double score = (norm - moments[0]) / (deviation + 1e-6);
        if (moments[2] < warmup || !(score > z)) {
            return Double.POSITIVE_INFINITY;
        }
        return switch (spike) {
            case RECIPROCAL -> moments[0] + z * deviation / (score / z);
            case MEAN -> moments[0];
            case PERCENTILE -> moments[0] + z * deviation;
        };
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        double norm = now.globalNorm();
        if (!accepted || !History.admits(norm)) {
            return;
        }
        double[] moments = state.get(MOMENTS);
        if (moments[2] < warmup) {
            // Welford's update: mean and sum of squared deviations in one go, without cancellation. Roots are kept and
            // joined by hypot, for the squares of large norms overflow.
            moments[2]++;
            double difference = norm - moments[0];
            moments[0] += difference / moments[2];
            double root = Math.sqrt(Math.abs(difference)) * Math.sqrt(Math.abs(norm - moments[0]));
            moments[1] = Math.hypot(moments[1], root);
            if (moments[2] == warmup) {
                moments[1] /= Math.sqrt(warmup);
            }
        } else {
            double kept = Math.min(norm, limit(norm, state));
            moments[0] = alpha * moments[0] + (1 - alpha) * kept;
            moments[1] = Math.hypot(Math.sqrt(alpha) * moments[1], Math.sqrt(1 - alpha) * (kept - moments[0]));
        }
    }
}
