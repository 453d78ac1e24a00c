package io.steadygrad.measure;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of the gradients found. After a uniform scale the values follow by arithmetic; after anything else
 * that changes entries the executor reads again. Norms are in the unit of the gradients and accumulated in float64.
 *
 * <p>An executor fills it; a replay overrides what it answers with what a run recorded.
 */
public class Measurements {
    private static final double L2 = 2;

    private final Layout layout;
    private final Needs needs;
    private final Tally tensors;
    private final @Nullable Tally units;
    private final @Nullable Tally weights;
    private final @Nullable Tally weightUnits;
    private final long[] zeros;
    private final long[] nan;
    private final long[] positiveInfinity;
    private final long[] negativeInfinity;

    /** Empty measurements, for an executor to fill. */
    public Measurements(Layout layout, Needs needs) {
        this.layout = layout;
        this.needs = needs;
        this.tensors = new Tally(orders(needs.norms(), false), layout.sizes(Scope.TENSOR));
        this.units = needs.units() ? new Tally(orders(needs.norms(), true), layout.sizes(Scope.UNIT)) : null;
        boolean weighing = !needs.weightNorms().isEmpty();
        this.weights = weighing ? new Tally(orders(needs.weightNorms(), false), layout.sizes(Scope.TENSOR)) : null;
        boolean unitWeights = weighing && needs.weightNorms().stream().anyMatch(n -> n.scope() == Scope.UNIT);
        this.weightUnits = unitWeights ? new Tally(orders(needs.weightNorms(), true), layout.sizes(Scope.UNIT)) : null;
        int count = layout.parameters().size();
        this.zeros = new long[count];
        this.nan = new long[count];
        this.positiveInfinity = new long[count];
        this.negativeInfinity = new long[count];
    }

    private Measurements(Measurements read, Scope scope, double[] factors) {
        this.layout = read.layout;
        this.needs = read.needs;
        this.tensors = read.tensors.scaled(t -> factors[layout.groupOf(scope, t)]);
        this.units = read.units == null ? null : read.units.scaled(unitFactors(scope, factors));
        this.weights = read.weights;
        this.weightUnits = read.weightUnits;
        this.zeros = read.zeros;
        this.nan = read.nan;
        this.positiveInfinity = read.positiveInfinity;
        this.negativeInfinity = read.negativeInfinity;
    }

    private IntToDoubleFunction unitFactors(Scope scope, double[] factors) {
        double[] perUnit = new double[layout.count(Scope.UNIT)];
        for (int t = 0; t < layout.parameters().size(); t++) {
            int first = layout.groupOf(Scope.UNIT, t);
            int units = layout.parameters().get(t).units();
            Arrays.fill(perUnit, first, first + units, factors[layout.groupOf(scope, t)]);
        }
        return unit -> perUnit[unit];
    }

    private static double[] orders(Set<Needs.NormOf> norms, boolean perUnit) {
        if (norms.isEmpty()) {
            return perUnit ? new double[0] : new double[] {L2};
        }
        List<Double> orders = new ArrayList<>();
        if (!perUnit) {
            orders.add(L2);
        }
        for (Needs.NormOf norm : norms) {
            boolean here = (norm.scope() == Scope.UNIT) == perUnit;
            if (here && !norm.norm().isMax() && !orders.contains(norm.norm().p())) {
                orders.add(norm.norm().p());
            }
        }
        return orders.stream().mapToDouble(Double::doubleValue).toArray();
    }

    public Layout layout() {
        return layout;
    }

    public Needs needs() {
        return needs;
    }

    /** The norm of one group's gradient entries: 0 for an empty group, not finite where an entry is not. */
    public double norm(Norm norm, Scope scope, int group) {
        if (scope == Scope.UNIT) {
            return present(units, "unit norms").norm(norm, group);
        }
        return tensors.norm(norm, layout.members(scope, group));
    }

    /** The norm of one group's weights. */
    public double weightNorm(Norm norm, Scope scope, int group) {
        if (scope == Scope.UNIT) {
            return present(weightUnits, "unit norms of weights").norm(norm, group);
        }
        return present(weights, "norms of weights").norm(norm, layout.members(scope, group));
    }

    /** The l2 norm of all gradients together. */
    public double globalNorm() {
        return norm(Norm.L2, Scope.GLOBAL, 0);
    }

    /** The largest magnitude in a tensor. */
    public double largest(int tensor) {
        requireEntries("largest magnitudes");
        return tensors.largest(tensor);
    }

    /** The mean of a tensor's entries. */
    public double mean(int tensor) {
        requireEntries("means");
        return tensors.mean(tensor);
    }

    /** The mean of a unit's entries. */
    public double unitMean(int unit) {
        return present(units, "unit means").mean(unit);
    }

    /** Entries of a tensor that are exactly zero. */
    public long zeros(int tensor) {
        requireEntries("zeros");
        return zeros[tensor];
    }

    /** Non-finite entries of a tensor. */
    public long nonFinite(int tensor) {
        return nan[tensor] + positiveInfinity[tensor] + negativeInfinity[tensor];
    }

    /** Non-finite entries of a tensor by kind. */
    public NonFinite nonFiniteOf(int tensor) {
        return nonFinite(tensor) == 0
                ? NonFinite.NONE
                : new NonFinite(
                        nan[tensor],
                        positiveInfinity[tensor],
                        negativeInfinity[tensor],
                        List.of(layout.parameters().get(tensor).name()));
    }

    /** Non-finite entries of all tensors. */
    public NonFinite nonFinite() {
        if (!anyNonFinite()) {
            return NonFinite.NONE;
        }
        long nans = 0;
        long positive = 0;
        long negative = 0;
        List<String> names = new ArrayList<>();
        List<Parameter> parameters = layout.parameters();
        for (int t = parameters.size() - 1; t >= 0; t--) {
            if (nonFinite(t) > 0) {
                names.add(parameters.get(t).name());
                nans += nan[t];
                positive += positiveInfinity[t];
                negative += negativeInfinity[t];
            }
        }
        return new NonFinite(nans, positive, negative, names);
    }

    public boolean anyNonFinite() {
        for (int t = 0; t < nan.length; t++) {
            if (nonFinite(t) > 0) {
                return true;
            }
        }
        return false;
    }

    /** What an executor found in a block of a tensor besides its sums. */
    public void count(int tensor, long zeroEntries, long nanEntries, long positive, long negative) {
        zeros[tensor] += zeroEntries;
        nan[tensor] += nanEntries;
        positiveInfinity[tensor] += positive;
        negativeInfinity[tensor] += negative;
    }

    /** Counts what is not finite among the first {@code count} entries of a block of a tensor. */
    public void countNonFinite(int tensor, double[] block, int count) {
        long nans = 0;
        long positive = 0;
        long negative = 0;
        for (int i = 0; i < count; i++) {
            nans += Double.isNaN(block[i]) ? 1 : 0;
            positive += block[i] == Double.POSITIVE_INFINITY ? 1 : 0;
            negative += block[i] == Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        count(tensor, 0, nans, positive, negative);
    }

    /**
     * What reading again would find after every group of a scope was multiplied by a factor.
     *
     * @param scope of tensors or coarser
     * @param factors one per group
     */
    public Measurements scaled(Scope scope, double[] factors) {
        return new Measurements(this, scope, factors);
    }

    /** Whether nothing is asked for beyond what is always known, so that the fastest reading will do. */
    public boolean onlyPlain() {
        return units == null && weights == null && tensors.orders() == 1;
    }

    /** Sums per tensor, for an executor to fill. */
    public Tally tensors() {
        return tensors;
    }

    /** Sums per unit, or null where nobody asked. */
    public @Nullable Tally units() {
        return units;
    }

    /** Sums of weights per tensor, or null where nobody asked. */
    public @Nullable Tally weights() {
        return weights;
    }

    /** Sums of weights per unit, or null where nobody asked. */
    public @Nullable Tally weightUnits() {
        return weightUnits;
    }

    private void requireEntries(String what) {
        if (!needs.entries()) {
            throw new IllegalStateException(
                    "No " + what
                            + " were measured; a method's needs() must ask for them (Needs.ENTRIES), or the control must observe");
        }
    }

    private static Tally present(@Nullable Tally tally, String what) {
        if (tally == null) {
            throw new IllegalStateException("No " + what + " were measured; a method's needs() must ask for them");
        }
        return tally;
    }
}
