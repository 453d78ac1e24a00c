package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Numbers;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** What adaptive methods share: a factor per group from its magnitude and a limit of its own. */
final class GroupScaling {
    private GroupScaling() {}

    /** Scales each group to its limit where its magnitude is above; at the limit, and at zero, a group is left alone. */
    static Decision limit(
            Measurements now, Scope scope, IntToDoubleFunction magnitude, IntToDoubleFunction limit, String reason) {
        return bring(
                now,
                scope,
                magnitude,
                group -> Math.min(magnitude.applyAsDouble(group), limit.applyAsDouble(group)),
                reason);
    }

    /** Scales each group to a wanted magnitude; a group of magnitude zero is left alone. */
    static Decision bring(
            Measurements now, Scope scope, IntToDoubleFunction magnitude, IntToDoubleFunction wanted, String reason) {
        int groups = now.layout().count(scope);
        double[] factors = new double[groups];
        double[] divisors = null;
        int[] engaged = new int[groups];
        int count = 0;
        for (int group = 0; group < groups; group++) {
            double is = magnitude.applyAsDouble(group);
            double target = is == 0 ? 0 : wanted.applyAsDouble(group);
            factors[group] = target == is ? 1 : target / is;
            if (target != is) {
                engaged[count++] = group;
                if (!representable(factors[group])) {
                    divisors = divisors == null ? ones(groups) : divisors;
                    divisors[group] = is;
                    factors[group] = target;
                }
            }
        }
        if (count == 0) {
            return Decision.keep();
        }
        double first = wanted.applyAsDouble(engaged[0]);
        return Decision.act(
                new Action.Scale(scope, factors, divisors),
                new Decision.Engaged(scope, Arrays.copyOf(engaged, count)),
                first,
                reason + ": " + Numbers.format(magnitude.applyAsDouble(engaged[0])) + " brought to "
                        + Numbers.format(first));
    }

    /** Whether a factor can be multiplied with in float64 without losing digits. */
    static boolean representable(double factor) {
        return Double.isNaN(factor)
                || factor == 0
                || (factor >= Double.MIN_NORMAL && factor < Double.POSITIVE_INFINITY);
    }

    private static double[] ones(int length) {
        double[] ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
