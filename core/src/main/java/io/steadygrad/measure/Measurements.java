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
    private static final double[] NONE = {};
    private static final long[] NO_COUNTS = {};
    private static final double[] ONLY_L2 = {2};

    private final Layout layout;
    private final Needs needs;
    private final Tally tensors;
    private final @Nullable Tally units;
    private final @Nullable Tally weights;
    private final @Nullable Tally weightUnits;
    private final long[] zeros;
    private final Kinds kinds;

    /** Non-finite entries of each tensor by kind; no arrays where there are none, which is nearly always. */
    private static final class Kinds {
        private long[] nan = NO_COUNTS;
        private long[] positive = NO_COUNTS;
        private long[] negative = NO_COUNTS;

        /** Threads share tensors, or the pieces of one. */
        private synchronized void add(int tensors, int tensor, long nans, long positives, long negatives) {
            if (nan.length == 0) {
                positive = new long[tensors];
                negative = new long[tensors];
                nan = new long[tensors];
            }
            nan[tensor] += nans;
            positive[tensor] += positives;
            negative[tensor] += negatives;
        }
    }

    /** Empty measurements, for an executor to fill. */
    public Measurements(Layout layout, Needs needs) {
        this.layout = layout;
        this.needs = needs;
        this.tensors = new Tally(orders(needs.norms(), false), layout.sizes(Scope.TENSOR));
        this.units = needs.units() ? new Tally(orders(needs.norms(), true), layout.sizes(Scope.UNIT)) : null;
        boolean weighing = !needs.weightNorms().isEmpty();
        this.weights = weighing ? new Tally(orders(needs.weightNorms(), false), layout.sizes(Scope.TENSOR)) : null;
        boolean unitWeights = weighing && Needs.perUnit(needs.weightNorms());
        this.weightUnits = unitWeights ? new Tally(orders(needs.weightNorms(), true), layout.sizes(Scope.UNIT)) : null;
        int count = layout.parameters().size();
        this.zeros = new long[count];
        this.kinds = new Kinds();
    }

    private Measurements(Measurements read, Scope scope, double[] factors) {
        this.layout = read.layout;
        this.needs = read.needs;
        this.tensors = read.tensors.scaled(t -> factors[layout.groupOf(scope, t)]);
        this.units = read.units == null ? null : read.units.scaled(unitFactors(scope, factors));
        this.weights = read.weights;
        this.weightUnits = read.weightUnits;
        this.zeros = read.zeros;
        this.kinds = read.kinds;
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
        double[] orders = perUnit ? NONE : ONLY_L2;
        for (Needs.NormOf norm : norms) {
            boolean here = (norm.scope() == Scope.UNIT) == perUnit;
            if (here && !norm.norm().isMax() && !contains(orders, norm.norm().p())) {
                orders = Arrays.copyOf(orders, orders.length + 1);
                orders[orders.length - 1] = norm.norm().p();
            }
        }
        return orders;
    }

    private static boolean contains(double[] orders, double p) {
        for (double order : orders) {
            if (order == p) {
                return true;
            }
        }
        return false;
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

    /** The l2 norm of all gradients together, had each tensor been multiplied by a factor. */
    public double globalNorm(double[] factors) {
        for (double factor : factors) {
            if (factor != factors[0]) {
                return scaled(Scope.TENSOR, factors).globalNorm();
            }
        }
        return factors.length == 0 ? 0 : factors[0] * globalNorm();
    }

    /** The largest magnitude in a tensor. */
    public double largest(int tensor) {
        requireEntries("largest magnitudes", needs.entries());
        return tensors.largest(tensor);
    }

    /** The mean of a tensor's entries. */
    public double mean(int tensor) {
        requireEntries("means", needs.entries());
        return tensors.mean(tensor);
    }

    /** The mean of a unit's entries. */
    public double unitMean(int unit) {
        return present(units, "unit means").mean(unit);
    }

    /** Entries of a tensor that are exactly zero. */
    public long zeros(int tensor) {
        requireEntries("zeros", needs.zeros());
        return zeros[tensor];
    }

    /** Non-finite entries of a tensor. */
    public long nonFinite(int tensor) {
        return kinds.nan.length == 0 ? 0 : kinds.nan[tensor] + kinds.positive[tensor] + kinds.negative[tensor];
    }

    /** Non-finite entries of a tensor by kind. */
    public NonFinite nonFiniteOf(int tensor) {
        return nonFinite(tensor) == 0
                ? NonFinite.NONE
                : new NonFinite(
                        kinds.nan[tensor],
                        kinds.positive[tensor],
                        kinds.negative[tensor],
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
                nans += kinds.nan[t];
                positive += kinds.positive[t];
                negative += kinds.negative[t];
            }
        }
        return new NonFinite(nans, positive, negative, names);
    }

    public boolean anyNonFinite() {
        for (int t = 0; t < kinds.nan.length; t++) {
            if (nonFinite(t) > 0) {
                return true;
            }
        }
        return false;
    }

    /** What an executor found in a block of a tensor besides its sums. */
    public void count(int tensor, long zeroEntries, long nanEntries, long positive, long negative) {
        zeros[tensor] += zeroEntries;
        if ((nanEntries | positive | negative) != 0) {
            kinds.add(zeros.length, tensor, nanEntries, positive, negative);
        }
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

    private void requireEntries(String what, boolean measured) {
        if (!measured) {
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
