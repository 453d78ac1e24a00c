package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Uniform in +-1 / sqrt(fan in): variance 1 / (3 fan in), what PyTorch gives linear and convolution layers by default. Deep
 * networks shrink with it (Glorot and Bengio 2010, eq. 1).
 */
public record PytorchUniform() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.uniform(shape.size(), Math.sqrt(1.0 / shape.fanIn()), random);
    }
}
