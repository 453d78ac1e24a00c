package io.steadygrad.method;

import io.steadygrad.gradient.Scope;

/**
 * What an executor can do to gradients: a closed set, so that every executor (host memory, device) knows all of them.
 * Actions of a chain are applied in order to each element while it is in a register; memory is written at most once.
 */
public sealed interface Action {

    /**
     * {@code g * factor} for each group. A factor of exactly 1 leaves the group's bits alone.
     *
     * @param factors one per group of the scope, above 0
     * @param divisors null, or one per group: the entry is divided by it first (1 where there is nothing to divide). For
     *     factors that float64 cannot hold, such as bringing a norm of 5e-324 to 1
     */
    record Scale(Scope scope, double[] factors, double @org.jspecify.annotations.Nullable [] divisors)
            implements Action {}

    /** {@code g * factor} for entries with |g| above the group's limit only. */
    record ScaleAbove(Scope scope, double[] limits, double[] factors) implements Action {}

    /** {@code g + amount}, one amount per group. */
    record Shift(Scope scope, double[] amounts) implements Action {}

    /** {@code g + amount * sign(g)}; 0 stays 0. */
    record AddSign(double amount) implements Action {}

    /**
     * {@code sign(g) * min(max(|g|, low), high)} per element; 0 stays 0. An entry below {@code floor} is not raised; none
     * is raised by more than {@code maxFactor}.
     */
    record Band(double low, double high, double maxFactor, double floor) implements Action {}

    /** Another number in the place of every NaN; infinities stay. */
    record ReplaceNaN(double replacement) implements Action {}

    /**
     * {@code g + deviation * n} with standard normal n from a counter-based generator: the same (seed, step, position of
     * the element in its model) always gives the same n.
     */
    record Noise(double deviation, long seed, long step) implements Action {}

    /**
     * With a buffer b of the method's state, {@code (g, b) <- (gg*g + gb*b, bg*g + bb*b)}. The buffer is written only when
     * the step is accepted.
     *
     * @param buffer the buffer's name in the state
     */
    record Blend(State state, String buffer, double gg, double gb, double bg, double bb) implements Action {}

    /** Tells the optimizer to forget its moments before this step. */
    record ResetMoments() implements Action {}
}
