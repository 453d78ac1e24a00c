package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What a method says of itself beyond what every method must hold. The contract kit (module {@code testkit}) believes no
 * claim: it tries each on many gradients, and a wrong one fails.
 */
public sealed interface Claim {

    /**
     * After an accepted step every group whose magnitude was not zero has one in {@code [low, high]}.
     *
     * @param norm not used for scope {@link Scope#ELEMENT}, where the magnitude is |g|
     * @param low 0 where only the upper bound is promised
     */
    record Bounds(Norm norm, Scope scope, double low, double high) implements Claim {}

    /** All entries of a group are multiplied by one factor above 0. */
    record KeepsDirection(Scope scope) implements Claim {}

    /** Promises without a number. */
    enum Promise implements Claim {
        /** From the first step on: all gradients times c > 0 give all results times c. */
        FOLLOWS_SCALE,
        /** From the first step on: all gradients times c > 0 give the same results. */
        IGNORES_SCALE,
        /** At the start of a run, what it gives is left alone when it is given to it again. */
        IDEMPOTENT
    }

    /** Laws of all methods that do not bind this one. */
    enum Exemption implements Claim {
        /** It adds something that is not in this step's gradients (noise, earlier gradients): zero need not stay zero. */
        ADDS,
        /** It draws random numbers by position: another order of the parameters gives other results. */
        DRAWS,
        /** A non-finite step changes what it does later, as a loss scale must. */
        ANSWERS_NON_FINITE
    }

    /** The exemptions among the claims of some methods: what a combination of them inherits. */
    static Set<Claim> exemptions(Collection<? extends Method> methods) {
        Set<Claim> all = new HashSet<>();
        methods.forEach(method -> all.addAll(method.claims()));
        all.removeIf(claim -> !(claim instanceof Exemption));
        return Set.copyOf(all);
    }
}
