package io.steadygrad.kernel;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Subset;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.List;

/**
 * The gradients of one model where they are, and all memory traffic over them: in host memory {@link HostExecutor}, on a device the
 * engine's own. Methods decide the same way for all.
 */
public interface Executor {

    /** Of the gradients, in order. */
    Layout layout();

    /**
     * Measures what actions would leave of some of the parameters; changes nothing, no buffer either.
     *
     * @param actions in order
     * @param guarded whether only finite numbers go in, so that the largest takes the place of an infinity that comes out
     */
    Measurements read(List<Pending> actions, boolean guarded, Needs needs, Subset subset);

    /**
     * Applies the pending actions of an outcome to memory.
     *
     * @param guarded as for {@link #read}
     * @return what is left of all parameters
     */
    Measurements write(Outcome outcome, boolean guarded);
}
