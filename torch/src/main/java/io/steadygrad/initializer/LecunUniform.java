package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Uniform in +-sqrt(3 / fan in): variance 1 / fan in. Source: LeCun et al. 1998, section 4.6.
 */
public record LecunUniform() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.uniform(shape.size(), Math.sqrt(3.0 / shape.fanIn()), random);
    }
}
