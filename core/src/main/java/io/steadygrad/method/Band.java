package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Brings the magnitude of every group of gradient entries into a band: shrinks what is above, amplifies what is below.
 *
 * <pre>
 * m  = |g| (scope element) or the norm of the group
 * m' = min(max(m, low), high)
 * g' = g * (m'/m),  0 stays 0
 * </pre>
 *
 * <p>With {@code low=0} it only limits, with {@code high=inf} it only amplifies, with {@code low} equal to {@code
 * high} it normalises: most published remedies are this method under other names.
 * <p><b>Edges.</b> A magnitude inside the band, or exactly on its border, is left alone bit for bit; a zero gradient
 * stays zero. A group whose magnitude is below {@code floor} is not amplified, and no step amplifies by more than
 * {@code max_factor}. A factor too large for the type is applied in float64, and a product beyond the type's range
 * becomes its largest number. A norm that is not finite gives a result that is not finite, as in other libraries; the
 * guard of the chain rejects such a step before.
 * <p><b>Cost.</b> One read; whole tensors are scaled on the way into the optimizer's pass, entries and units take one
 * write when it bites. Scope element needs no norm.
 * <p><b>Source.</b> SteadyGrad; the article's "limit, amplify, shrink" with one gamma is {@code band(gamma, gamma)}.
 * <p><b>Differs.</b> No epsilon is added to the norm (PyTorch adds 1e-6); norms accumulate in float64.
 * <p><b>Example.</b> {@code band(0.001, 1, scope=layer)}
 *
 * @param low the least magnitude, 0 or above and finite; 0 amplifies nothing
 * @param high the greatest magnitude, above 0 and at least {@code low}; {@code inf} limits nothing
 * @param scope what shares one magnitude
 * @param norm how a group's magnitude is measured; not used for scope element
 * @param maxFactor the greatest amplification of one step, at least 1
 * @param floor magnitudes below it are not amplified, 0 or above
 */
public record Band(
        double low,
        double high,
        @Default("element") Scope scope,
        @Default("l2") Norm norm,
        @Default("inf") double maxFactor,
        @Default("0") double floor)
        implements Method {

    public Band {
        if (!(low >= 0) || Double.isInfinite(low)) {
            throw new IllegalArgumentException(
                    "low must be 0 or greater and finite, was " + Numbers.format(low) + "; 0 amplifies nothing");
        }
        Limits.positive("high", high);
        if (low > high) {
            throw new IllegalArgumentException(
                    "low must not be above high, but " + Numbers.format(low) + " > " + Numbers.format(high));
        }
        if (!(maxFactor >= 1)) {
            throw new IllegalArgumentException(
                    "max_factor must be at least 1 (inf is allowed), was " + Numbers.format(maxFactor));
        }
        Limits.notNegative("floor", floor);
    }

    @Override
    public Needs needs() {
        return scope == Scope.ELEMENT ? Needs.LARGEST_AND_MEAN : Needs.norm(norm, scope);
    }

    @Override
    public Effect effect() {
        if (low == 0 && high == Double.POSITIVE_INFINITY) {
            return Effect.NOTHING;
        }
        return switch (scope) {
            case ELEMENT -> low > 0 ? Effect.RESHAPES : Effect.MAY_RESHAPE;
            case UNIT -> Effect.MAY_RESHAPE;
            default -> Effect.SCALES_TENSORS;
        };
    }

    @Override
    public Set<Claim> claims() {
        boolean raisesAll = maxFactor == Double.POSITIVE_INFINITY && floor == 0;
        Set<Claim> claims = new HashSet<>();
        claims.add(new Claim.Bounds(norm, scope, raisesAll ? low : 0, high));
        if (scope != Scope.ELEMENT) {
            claims.add(new Claim.KeepsDirection(scope));
        }
        if (low == 0 || raisesAll) {
            claims.add(Claim.Promise.IDEMPOTENT);
        }
        if (low == high && raisesAll) {
            claims.add(Claim.Promise.IGNORES_SCALE);
        }
        return Set.copyOf(claims);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return scope == Scope.ELEMENT ? decideForElements(now) : decideForGroups(now);
    }

    private Decision decideForElements(Measurements now) {
        int tensors = now.layout().parameters().size();
        int[] engaged = new int[tensors];
        int count = 0;
        boolean above = low == 0;
        for (int t = 0; t < tensors; t++) {
            double largest = now.largest(t);
            if (largest > high
                    || Double.isNaN(largest)
                    || (low > 0 && largest > 0 && largest >= Math.min(low, floor))) {
                engaged[count++] = t;
                above |= largest > high;
            }
        }
        if (count == 0 || (low == 0 && high == Double.POSITIVE_INFINITY)) {
            return Decision.keep();
        }
        return Decision.act(
                new Action.Band(low, high, maxFactor, floor),
                new Decision.Engaged(Scope.TENSOR, Arrays.copyOf(engaged, count)),
                above ? high : low,
                above ? "entries above " + Numbers.format(high) : "entries below " + Numbers.format(low));
    }

    private Decision decideForGroups(Measurements now) {
        GroupScaling.Scaling scaling = GroupScaling.scaling(
                now,
                scope,
                group -> now.norm(norm, scope, group),
                group -> wanted(now.norm(norm, scope, group)),
                maxFactor);
        if (scaling == null) {
            return Decision.keep();
        }
        double magnitude = now.norm(norm, scope, scaling.engaged().groups()[0]);
        boolean above = !(magnitude < low);
        double threshold = above ? high : low;
        return Decision.act(
                scaling.action(),
                scaling.engaged(),
                threshold,
                () -> norm + " norm " + Numbers.format(magnitude)
                        + (Double.isNaN(magnitude) ? ", which cannot be compared with " : above ? " above " : " below ")
                        + Numbers.format(threshold));
    }

    /** {@code m'}; the magnitude itself inside the band, and below the floor. */
    private double wanted(double magnitude) {
        return magnitude < low && magnitude < floor ? magnitude : Math.min(Math.max(magnitude, low), high);
    }
}
