package io.steadygrad.control;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.NonFinite;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happened to the gradients of one step.
 *
 * @param step its number, from 1
 * @param accepted false when the step was rejected: the gradients are as they came and no optimizer may step
 * @param pending true while gradients are being accumulated: no optimizer may step either
 * @param normBefore global l2 norm of the gradients as they came; not finite where an entry is not
 * @param normAfter the same after control
 * @param factor what every entry was multiplied by; NaN when that is not one number
 * @param threshold of the first engaged method; NaN where there is none
 * @param engagements which methods changed what, and why; empty when nothing was changed
 * @param nonFinite counts over the gradients as they came
 * @param why the words of {@link #reason}, made when asked for: most are never read
 * @param measurements of the gradients as they came, per tensor: norms and non-finite counts, and what {@link
 *     GradientControl#observe} and {@link GradientControl#observing} find beside them
 */
public record Report(
        long step,
        boolean accepted,
        boolean pending,
        double normBefore,
        double normAfter,
        double factor,
        double threshold,
        List<Engagement> engagements,
        NonFinite nonFinite,
        Supplier<String> why,
        Measurements measurements) {

    /**
     * One method at work on some groups of a scope.
     *
     * @param layout of the parameters that the method is for; groups are numbered in it
     * @param why the words of {@link #reason}
     */
    public record Engagement(String method, Layout layout, Scope scope, int[] groups, Supplier<String> why) {

        /** Why the method changed them, in words. */
        public String reason() {
            return why.get();
        }

        /** Names of the groups, such as {@code hidden.0.weight}. */
        public List<String> names() {
            return Arrays.stream(groups).mapToObj(g -> layout.nameOf(scope, g)).toList();
        }
    }

    public Report {
        engagements = List.copyOf(engagements);
    }

    /** Why the step was changed or rejected, in words; empty where it was not. */
    public String reason() {
        return why.get();
    }

    /** Whether any method changed the gradients. */
    public boolean engaged() {
        return !engagements.isEmpty();
    }

    /** Whether an optimizer may step now. */
    public boolean steps() {
        return accepted && !pending;
    }
}
