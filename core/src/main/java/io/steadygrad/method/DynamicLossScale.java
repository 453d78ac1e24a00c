package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Set;

/**
 * Keeps small gradients of half-precision training from vanishing: the loss is multiplied before the backward pass,
 * the gradients are divided by the same number before anything else sees them.
 *
 * <pre>
 * g' = g / scale                       scale starts at init
 * g not finite:                        reject
 * `hysteresis` such steps:             scale = scale * backoff
 * `interval` clean steps in a row:     scale = scale * growth
 * </pre>
 *
 * <p><b>Edges.</b> Always first in its chain. The caller multiplies the loss by the control's {@code lossScale()}. A
 * rejection here is part of the search and does not count for the guard; the run fails when the scale falls below
 * 2^-40.
 * <p><b>Cost.</b> One read; the factor rides into the optimizer's pass.
 * <p><b>Source.</b> Micikevicius et al. 2018 (Mixed precision training, arXiv 1710.03740), section 3.2; defaults of
 * PyTorch's GradScaler.
 * <p><b>Differs.</b> PyTorch's scale may fall towards 0 without a word; this ends the run.
 * <p><b>Example.</b> {@code dynamic_loss_scale | clip_by_global_norm(1)}
 *
 * @param init the first scale, above 0 and finite
 * @param growth what the scale is multiplied by after clean steps, at least 1
 * @param backoff what it is multiplied by after non-finite ones, above 0, at most 1
 * @param interval clean steps in a row until it grows, at least 1
 * @param hysteresis non-finite steps until it shrinks, at least 1
 */
public record DynamicLossScale(
        @Default("65536") double init,
        @Default("2") double growth,
        @Default("0.5") double backoff,
        @Default("2000") int interval,
        @Default("1") int hysteresis)
        implements Method {
    private static final String SCALE = "scale";
    private static final String COUNTS =
            "counts"; // clean steps in a row, non-finite steps since the scale last changed
    private static final double LEAST = 0x1p-40;

    public DynamicLossScale {
        Limits.positiveFinite("init", init);
        if (!(growth >= 1) || Double.isInfinite(growth)) {
            throw new IllegalArgumentException("growth must be at least 1 and finite, was " + Numbers.format(growth));
        }
        if (!(backoff > 0 && backoff <= 1)) {
            throw new IllegalArgumentException("backoff must be above 0 and at most 1, was " + Numbers.format(backoff));
        }
        Limits.atLeast("interval", 1, interval);
        Limits.atLeast("hysteresis", 1, hysteresis);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public State start(Layout layout) {
        State state = new State().array(SCALE, 1).array(COUNTS, 2);
        state.get(SCALE)[0] = init;
        return state;
    }

    /** What the loss is to be multiplied by before the next backward pass. */
    public double lossScale(State state) {
        return state.get(SCALE)[0];
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(
                Claim.Promise.FOLLOWS_SCALE,
                new Claim.KeepsDirection(Scope.GLOBAL),
                Claim.Exemption.ANSWERS_NON_FINITE);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double scale = lossScale(state);
        if (now.anyNonFinite()) {
            String reason = now.nonFinite() + " at loss scale " + Numbers.format(scale);
            return scale * backoff < LEAST ? Decision.fail(reason) : Decision.reject(reason);
        }
        return Decision.act(
                new Action.Scale(Scope.GLOBAL, new double[] {1 / scale}, null),
                Everything.of(now),
                Double.NaN,
                "divided by the loss scale " + Numbers.format(scale));
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        double[] scale = state.get(SCALE);
        double[] counts = state.get(COUNTS);
        if (decision.verdict() != Decision.Verdict.CONTINUE) {
            counts[0] = 0;
            if (++counts[1] >= hysteresis) {
                scale[0] *= backoff;
                counts[1] = 0;
            }
        } else if (++counts[0] >= interval) {
            scale[0] = Math.min(scale[0] * growth, Double.MAX_VALUE);
            counts[0] = 0;
            counts[1] = 0;
        }
    }
}
