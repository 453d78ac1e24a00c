package io.steadygrad.method;

import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.spec.Numbers;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What methods that scale groups share: a factor per group from its magnitude and the one wanted. */
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
        Scaling scaling = scaling(now, scope, magnitude, wanted, Double.POSITIVE_INFINITY);
        if (scaling == null) {
            return Decision.keep();
        }
        int group = scaling.engaged().groups()[0];
        double first = wanted.applyAsDouble(group);
        double came = magnitude.applyAsDouble(group);
        return Decision.act(
                scaling.action(),
                scaling.engaged(),
                first,
                () -> reason + ": " + Numbers.format(came) + " brought to " + Numbers.format(first));
    }

    /** The action that scales groups, and the groups that it changes. */
    record Scaling(Action.Scale action, Decision.Engaged engaged) {}

    /**
     * Factors {@code min(wanted / magnitude, maxFactor)}, exactly 1 where the two are equal or the magnitude is 0.
     *
     * @return null where every factor is 1
     */
    static @Nullable Scaling scaling(
            Measurements now,
            Scope scope,
            IntToDoubleFunction magnitude,
            IntToDoubleFunction wanted,
            double maxFactor) {
        int groups = now.layout().count(scope);
        double[] factors = new double[groups];
        double[] divisors = null;
        int[] engaged = new int[groups];
        int count = 0;
        for (int group = 0; group < groups; group++) {
            double is = magnitude.applyAsDouble(group);
            double target = is == 0 ? 0 : wanted.applyAsDouble(group);
            factors[group] = target == is ? 1 : Math.min(target / is, maxFactor);
            if (factors[group] != 1) {
                engaged[count++] = group;
                if (!representable(factors[group])) {
                    divisors = divisors == null ? ones(groups) : divisors;
                    divisors[group] = is;
                    factors[group] = target;
                }
            }
        }
        return count == 0
                ? null
                : new Scaling(
                        new Action.Scale(scope, factors, divisors),
                        new Decision.Engaged(scope, count == groups ? engaged : Arrays.copyOf(engaged, count)));
    }

    /** Whether a factor can be multiplied with in float64 without losing digits. */
    private static boolean representable(double factor) {
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
