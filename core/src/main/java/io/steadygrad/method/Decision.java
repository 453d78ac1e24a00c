package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a method answers at one step.
 *
 * @param verdict whether the step may go on
 * @param actions in order; empty where the method does not engage
 * @param engaged where it engages: the scope and its groups, or null
 * @param threshold what the first engaged group was compared with; NaN where there is no threshold
 * @param reason why it engages or rejects, in words; empty where it does neither
 * @param memo anything that {@link Method#learn} would otherwise compute again
 */
public record Decision(
        Verdict verdict,
        List<Action> actions,
        @Nullable Engaged engaged,
        double threshold,
        String reason,
        @Nullable Object memo) {

    /** Whether the step may go on. */
    public enum Verdict {
        /** The chain goes on with the next method. */
        CONTINUE,
        /** The gradients are kept for later; no further method runs and the optimizer does not step. */
        WAIT,
        /** The step is dropped: gradients, optimizer and every history stay as they are. */
        REJECT,
        /** The step is dropped and the run must end. */
        FAIL
    }

    /** Groups of a scope that are changed. */
    public record Engaged(Scope scope, int[] groups) {}

    private static final Decision KEEP = new Decision(Verdict.CONTINUE, List.of(), null, Double.NaN, "", null);

    /** Nothing to do. */
    public static Decision keep() {
        return KEEP;
    }

    /** Change the gradients. */
    public static Decision act(Action action, Engaged engaged, double threshold, String reason) {
        return new Decision(Verdict.CONTINUE, List.of(action), engaged, threshold, reason, null);
    }

    /** Drop this step. */
    public static Decision reject(String reason) {
        return new Decision(Verdict.REJECT, List.of(), null, Double.NaN, reason, null);
    }

    /** Drop this step and end the run. */
    public static Decision fail(String reason) {
        return new Decision(Verdict.FAIL, List.of(), null, Double.NaN, reason, null);
    }

    public Decision withMemo(Object newMemo) {
        return new Decision(verdict, actions, engaged, threshold, reason, newMemo);
    }

    public boolean engages() {
        return !actions.isEmpty();
    }
}
