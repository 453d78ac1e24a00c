package io.steadygrad.method;

import io.steadygrad.threshold.Limits;
import java.util.List;

/**
 * Runs a chain at some steps only.
 *
 * <pre>
 * g' = chain(g)     at steps from, from + every, ... up to `to`
 * g' = g            at all others
 * </pre>
 *
 * <p><b>Edges.</b> Steps count from 1, both ends included. Histories inside do not learn at other steps.
 * <p><b>Cost.</b> That of the chain.
 * <p><b>Source.</b> optax.conditionally_transform.
 * <p><b>Differs.</b> Optax counts steps from 0 and takes any condition.
 * <p><b>Example.</b> {@code on_steps(1, 500, 1, clip_by_global_norm(0.1))}
 *
 * @param from the first step, at least 1
 * @param to the last step, at least {@code from}; {@code inf} for no end
 * @param every distance between steps, at least 1
 * @param chain what runs then
 */
public record OnSteps(long from, long to, long every, Chain chain) implements Nesting {
    public OnSteps {
        Limits.atLeast("from", 1, from);
        Limits.atLeast("to", from, to);
        Limits.atLeast("every", 1, every);
        new Branch(chain, parameter -> true);
    }

    @Override
    public List<Branch> branches() {
        return List.of(new Branch(chain, parameter -> true));
    }

    @Override
    public boolean activeAt(Step step) {
        return step.index() >= from && step.index() <= to && (step.index() - from) % every == 0;
    }
}
