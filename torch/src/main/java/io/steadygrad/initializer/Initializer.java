package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Where the numbers of a weight tensor come from. Ours are records, one file each, which {@link Initializers} lists.
 * Numbers are computed in float64 from the generator alone: no engine, no state shared with anybody.
 */
public interface Initializer {

    /** The tensor's numbers, row-major, unit by unit. */
    double[] draw(WeightShape shape, RandomGenerator random);

    /**
     * The initializer that a text means: {@code he_uniform}, {@code orthogonal(gain=2)}, {@code normal(0.01)}.
     *
     * @throws io.steadygrad.spec.ExpressionException (an IllegalArgumentException) with the column and the nearest valid name
     */
    static Initializer parse(String text) {
        return Initializers.parse(text);
    }
}
