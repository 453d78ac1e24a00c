package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Uniform in +-sqrt(6 / (fan in + fan out)); the default of Keras. Source: Glorot and Bengio 2010, eq. 16.
 */
public record GlorotUniform() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.uniform(shape.size(), Math.sqrt(6.0 / ((double) shape.fanIn() + shape.fanOut())), random);
    }
}
