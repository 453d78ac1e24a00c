package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.List;
import java.util.Set;

/**
 * Amplifies the slow part of the gradient: adds a multiple of its moving average.
 *
 * <pre>
 * h  = decay * h + (1-decay) * g     the first h is the first g
 * g' = g + lambda * h
 * </pre>
 *
 * <p><b>Edges.</b> Does not rescale: a zero gradient becomes lambda h. A gradient that is not finite does not enter h.
 * <p><b>Cost.</b> One read, one write, and a buffer as large as the gradients.
 * <p><b>Source.</b> Lee, Kang, Kim, Lee 2024 (Grokfast: accelerated grokking by amplifying slow gradients, arXiv
 * 2405.20233), the variant with an exponential moving average.
 * <p><b>Differs.</b> Only in name: the paper calls decay alpha.
 * <p><b>Example.</b> {@code grokfast(decay=0.98, lambda=2)}
 *
 * @param decay of the moving average, from 0 to below 1
 * @param lambda how much of it is added, above 0 and finite
 */
public record Grokfast(
        @Default("0.98") double decay, @Default("2") double lambda) implements Method {
    private static final String SLOW = "slow";
    private static final String STARTED = "started";

    public Grokfast {
        Limits.decay("decay", decay);
        Limits.positiveFinite("lambda", lambda);
    }

    @Override
    public Effect effect() {
        return Effect.RESHAPES;
    }

    @Override
    public State start(Layout layout) {
        return new State().array(STARTED, 1).buffer(SLOW, layout.parameters().size());
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, Claim.Exemption.ADDS);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (now.anyNonFinite()) {
            return Decision.keep();
        }
        double old = state.get(STARTED)[0] == 0 ? 0 : decay;
        double fresh = 1 - old;
        Action blend = new Action.Blend(state, SLOW, 1 + lambda * fresh, lambda * old, fresh, old);
        return new Decision(
                Decision.Verdict.CONTINUE, List.of(blend), Everything.of(now), Double.NaN, "slow part amplified", null);
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        if (accepted && decision.engages()) {
            state.get(STARTED)[0] = 1;
        }
    }
}
