package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.Set;

/**
 * One way to change gradients between backward pass and optimizer step. A method never touches elements: it says what it
 * needs measured, decides from the measurements, and answers with {@link Action}s that every executor knows how to apply.
 * Implement it as a record whose components are its parameters; then it can be named in expressions, compared and printed.
 *
 * <p>A method is immutable and may be shared by threads; what it remembers from step to step is the {@link State} that is
 * handed in.
 */
public interface Method {

    /** What must be measured before {@link #decide}. */
    default Needs needs() {
        return Needs.NOTHING;
    }

    /** The most that this method may do to the gradients; lets a plan foresee what must be read again. */
    Effect effect();

    /** The memory of a run that has not begun. */
    default State start(Layout layout) {
        return State.NONE;
    }

    /**
     * Decides what to do at one step. Must not change the state: a later method of the chain may still reject the step.
     *
     * @param now the gradients as the previous method of the chain leaves them
     */
    Decision decide(Measurements now, State state, Step step);

    /**
     * Updates the state once the step's fate is known. Non-finite values must not enter it.
     *
     * @param decision what {@link #decide} answered at this step
     * @param accepted false when any method of the chain rejected the step
     */
    default void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {}

    /** What it promises, and from what it is exempt; the contract kit tries each. */
    default Set<Claim> claims() {
        return Set.of();
    }

    /** What a method may do at most. */
    enum Effect {
        /** Accepts, rejects or watches. */
        NOTHING,
        /** Multiplies whole tensors or coarser groups; norms follow without reading again. */
        SCALES_TENSORS,
        /** Changes entries in a way that only reading again can tell, but often does nothing. */
        MAY_RESHAPE,
        /** Changes entries in a way that only reading again can tell, at nearly every step. */
        RESHAPES
    }
}
