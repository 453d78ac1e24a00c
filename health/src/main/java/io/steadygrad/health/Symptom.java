package io.steadygrad.health;

import java.util.Arrays;
import java.util.Locale;

/** What can be wrong with a run, by the names that {@code summary.json} uses. */
public enum Symptom {
    /** Gradients, activations or weights grow beyond what the run can bear, step by step, through depth or through time. */
    EXPLODING,
    /** What reaches the first layers, or the first elements of a sequence, is too small to train them. */
    VANISHING,
    /** Units that put out zero for every input and get no gradient. */
    DEAD_UNITS,
    /** Units stuck at the flat ends of their activation. */
    SATURATION,
    /** The loss goes up and down by more than it gains. */
    OSCILLATION,
    /** Everything flows, but the steps are too small to get anywhere within the budget. */
    SLOW,
    /** A single batch or a few steps threw back a run that did well. */
    SPIKE,
    /** NaN or infinity that no growth led to. */
    NON_FINITE,
    /** The model or the loss is such that no control of gradients can make it learn. */
    STRUCTURAL;

    /** {@code dead_units}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The symptom of that name.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static Symptom of(String name) {
        return Arrays.stream(values())
                .filter(symptom -> symptom.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no symptom; there are " + Arrays.toString(values())));
    }
}
