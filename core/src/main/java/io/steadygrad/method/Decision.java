package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a method answers at one step.
 *
 * @param verdict whether the step may go on
 * @param actions in order; empty where the method does not engage
 * @param engaged where it engages: the scope and its groups, or null
 * @param threshold what the first engaged group was compared with; NaN where there is no threshold
 * @param why the words of {@link #reason}, made when asked for: most are never read
 * @param memo anything that {@link Method#learn} would otherwise compute again
 */
public record Decision(
        Verdict verdict,
        List<Action> actions,
        @Nullable Engaged engaged,
        double threshold,
        Supplier<String> why,
        @Nullable Object memo) {
    private static final Supplier<String> NO_WORDS = () -> "";

    /** A decision with the words for it. */
    public Decision(
            Verdict verdict,
            List<Action> actions,
            @Nullable Engaged engaged,
            double threshold,
            String reason,
            @Nullable Object memo) {
        this(verdict, actions, engaged, threshold, () -> reason, memo);
    }

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

    private static final Decision KEEP = new Decision(Verdict.CONTINUE, List.of(), null, Double.NaN, NO_WORDS, null);

    /** Nothing to do. */
    public static Decision keep() {
        return KEEP;
    }

    /** Change the gradients. */
    public static Decision act(Action action, Engaged engaged, double threshold, String reason) {
        return new Decision(Verdict.CONTINUE, List.of(action), engaged, threshold, reason, null);
    }

    /** Change the gradients, for a reason that is put into words when asked for. */
    public static Decision act(Action action, Engaged engaged, double threshold, Supplier<String> why) {
        return new Decision(Verdict.CONTINUE, List.of(action), engaged, threshold, why, null);
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
        return new Decision(verdict, actions, engaged, threshold, why, newMemo);
    }

    /** Why it engages or rejects, in words; empty where it does neither. */
    public String reason() {
        return why.get();
    }

    public boolean engages() {
        return !actions.isEmpty();
    }
}
