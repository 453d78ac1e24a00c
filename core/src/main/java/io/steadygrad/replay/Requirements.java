package io.steadygrad.replay;

import io.steadygrad.measure.Needs;
import io.steadygrad.method.Accumulate;
import io.steadygrad.method.DynamicLossScale;
import io.steadygrad.method.GradientAmplification;
import io.steadygrad.method.Method;
import io.steadygrad.plan.Plan;

/** What can be said against a replay before it begins: methods that no trace suffices for. */
final class Requirements {
    private Requirements() {}

    /** Refuses the first method of a plan that needs what no trace holds. */
    static void check(Plan plan, MethodNames names) {
        for (int i = 0; i < plan.methods().size(); i++) {
            Method method = plan.methods().get(i);
            String missing = missing(method);
            if (!missing.isEmpty()) {
                throw names.refusal(method, missing);
            }
            for (Plan branch : plan.branches(i)) {
                if (branch.subset().size() > 0) {
                    check(branch, names);
                }
            }
        }
    }

    private static String missing(Method method) {
        if (method instanceof Accumulate accumulate && accumulate.every() > 1) {
            return "the gradients themselves: the norm of their sum does not follow from their norms";
        }
        if (method instanceof DynamicLossScale) {
            return "gradients of the scaled loss; which of them would have overflowed, a trace cannot tell";
        }
        if (method instanceof GradientAmplification) {
            return "the epoch of every step, which no trace keeps";
        }
        Needs needs = method.needs();
        if (needs.means()) {
            return "the mean of every output unit, but a trace keeps means of whole tensors";
        }
        return "";
    }
}
