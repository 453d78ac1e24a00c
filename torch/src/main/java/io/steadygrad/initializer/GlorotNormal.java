package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Normal with variance 2 / (fan in + fan out). A plain normal, as in PyTorch; Keras cuts at two standard deviations.
 * Source: Glorot and Bengio 2010, eq. 12.
 */
public record GlorotNormal() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.normal(shape.size(), Math.sqrt(2.0 / ((double) shape.fanIn() + shape.fanOut())), random);
    }
}
