package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Default;
import io.steadygrad.threshold.Limits;
import java.util.List;
import java.util.Set;

/**
 * Collects the gradients of several micro-batches; what follows in the chain, and the optimizer, see their mean (or
 * sum) once.
 *
 * <pre>
 * b  = b + g,            g' = 0              until all are here
 * g' = (b + g) / every,  b = 0               at the last one
 * g' = b + g,            b = 0               there, with mean=false
 * </pre>
 *
 * <p><b>Edges.</b> Stands at the head of a chain, after {@code dynamic_loss_scale} at most. While pending the
 * optimizer is not stepped. A rejected micro-batch is not counted: the mean is always over {@code every} accepted
 * ones. {@code every=1} is nothing.
 * <p><b>Cost.</b> One read and one write per micro-batch, and a buffer as large as the gradients.
 * <p><b>Source.</b> Gradient accumulation; optax.MultiSteps.
 * <p><b>Differs.</b> Clipping after it sees the accumulated gradient, never the single micro-batch.
 * <p><b>Example.</b> {@code accumulate(4) | clip_by_global_norm(1)}
 *
 * @param every micro-batches per step, at least 1
 * @param mean whether to divide the sum by their number
 */
public record Accumulate(int every, @Default("true") boolean mean) implements Method {
    private static final String SUM = "sum";
    private static final String COLLECTED = "collected";

    public Accumulate {
        Limits.atLeast("every", 1, every);
    }

    @Override
    public Effect effect() {
        return every == 1 ? Effect.NOTHING : Effect.RESHAPES;
    }

    @Override
    public State start(Layout layout) {
        return new State().array(COLLECTED, 1).buffer(SUM, layout.parameters().size());
    }

    @Override
    public Set<Claim> claims() {
        return every == 1
                ? Set.of(Claim.Promise.FOLLOWS_SCALE)
                : Set.of(Claim.Promise.FOLLOWS_SCALE, Claim.Exemption.ADDS);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        if (every == 1) {
            return Decision.keep();
        }
        int collected = (int) state.get(COLLECTED)[0] + 1;
        if (collected < every) {
            return new Decision(
                    Decision.Verdict.WAIT,
                    List.of(new Action.Blend(state, SUM, 0, 0, 1, 1)),
                    null,
                    Double.NaN,
                    "micro-batch " + collected + " of " + every,
                    null);
        }
        double share = mean ? 1.0 / every : 1;
        return Decision.act(
                new Action.Blend(state, SUM, share, share, 0, 0),
                Everything.of(now),
                Double.NaN,
                (mean ? "mean" : "sum") + " of " + every + " micro-batches");
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        double[] collected = state.get(COLLECTED);
        if (accepted) {
            collected[0] = (collected[0] + 1) % every;
        }
    }
}
