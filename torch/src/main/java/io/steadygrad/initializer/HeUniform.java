package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Uniform in +-sqrt(6 / fan): variance 2 / fan, which keeps ReLU layers at one scale. As Keras and PyTorch define it.
 * Source: He et al. 2015, eq. 10 (fan in) and 14 (fan out).
 */
public record HeUniform(@Default("in") Fan fan) implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.uniform(shape.size(), Math.sqrt(6.0 / fan.of(shape)), random);
    }
}
