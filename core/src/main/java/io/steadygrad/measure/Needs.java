package io.steadygrad.measure;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a method must know before it can decide. The l2 norm and the non-finite counts of every tensor (and so of every
 * coarser group) are always known and need not be asked for.
 *
 * @param norms of gradients
 * @param means of gradients, per unit
 * @param weightNorms of weights
 * @param entries the largest magnitude and the mean of every tensor
 * @param zeros how many entries of every tensor are zero; asked for with {@code entries} only
 */
public record Needs(Set<NormOf> norms, boolean means, Set<NormOf> weightNorms, boolean entries, boolean zeros) {

    /** One norm over the groups of one scope. */
    public record NormOf(Norm norm, Scope scope) {}

    public static final Needs NOTHING = new Needs(Set.of(), false, Set.of(), false, false);

    /** The largest magnitude, the mean and the zeros of every tensor, which take a reading longer than norms. */
    public static final Needs ENTRIES = new Needs(Set.of(), false, Set.of(), true, true);

    /** The same without the zeros, whose counting takes a plain kernel a quarter of that time. */
    public static final Needs LARGEST_AND_MEAN = new Needs(Set.of(), false, Set.of(), true, false);

    public Needs {
        norms = Set.copyOf(norms);
        weightNorms = Set.copyOf(weightNorms);
    }

    /** A norm of the gradients over each group of a scope. */
    public static Needs norm(Norm norm, Scope scope) {
        return new Needs(Set.of(new NormOf(norm, scope)), false, Set.of(), norm.isMax(), false);
    }

    /** The mean of each output unit's entries. */
    public static Needs unitMeans() {
        return new Needs(Set.of(), true, Set.of(), false, false);
    }

    /** A norm of the weights over each group of a scope; the gradient set must come with weights. */
    public static Needs weightNorm(Norm norm, Scope scope) {
        return new Needs(Set.of(), false, Set.of(new NormOf(norm, scope)), false, false);
    }

    public Needs and(Needs other) {
        if (contains(other)) {
            return this;
        }
        if (other.contains(this)) {
            return other;
        }
        Set<NormOf> all = new LinkedHashSet<>(norms);
        all.addAll(other.norms);
        Set<NormOf> weights = new LinkedHashSet<>(weightNorms);
        weights.addAll(other.weightNorms);
        return new Needs(all, means || other.means, weights, entries || other.entries, zeros || other.zeros);
    }

    /** Whether anything is asked for per unit, which costs a counter per unit. */
    public boolean units() {
        return means || perUnit(norms);
    }

    /** Whether a norm is over units. */
    static boolean perUnit(Set<NormOf> norms) {
        for (NormOf norm : norms) {
            if (norm.scope() == Scope.UNIT) {
                return true;
            }
        }
        return false;
    }

    public boolean contains(Needs other) {
        if (other == this || other == NOTHING) {
            return true;
        }
        return norms.containsAll(other.norms)
                && (means || !other.means)
                && weightNorms.containsAll(other.weightNorms)
                && (entries || !other.entries)
                && (zeros || !other.zeros);
    }
}
