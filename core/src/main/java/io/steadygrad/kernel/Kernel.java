package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;

/**
 * The loops over float32 memory that decide what control costs. Every implementation gives the same bits: sums run in
 * {@value Survey#LANES} lanes whatever the width of the machine's registers, and updates round after every operation.
 */
interface Kernel {

    /** What runs, in a few words: {@code vector (512 bits)}. */
    String name();

    /** Adds the squares of float32 elements {@code from .. from + count - 1}, and nothing else. */
    void squares(Elements values, int from, int count, Survey sums);

    /** Adds float32 elements {@code from .. from + count - 1} to all sums; the squares get the same bits as from {@link #squares}. */
    void survey(Elements values, int from, int count, Survey sums);

    /**
     * Counts exponents of float32 elements in four histograms of 256 bins, in turn, to be added up: a counter that is raised
     * twice in a row makes a processor wait.
     *
     * @param line of 16 elements, the first to look at
     * @param every one line of so many is looked at
     */
    void histogram(Elements values, int from, int count, int line, int every, int[] counts);

    /** Multiplies float32 elements by a factor, in place. */
    void scale(Elements values, int from, int count, float factor);

    /**
     * Updates float32 weights and moments by a rule without sums; gradients are multiplied by the factor on the way and stay as
     * they are.
     */
    void update(
            FusedUpdate rule,
            float factor,
            Elements weight,
            Elements gradient,
            Elements[] moments,
            int from,
            int count);
}
