package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Normal with variance 2 / fan, which keeps ReLU layers at one scale. A plain normal, as in the paper and PyTorch; Keras cuts
 * its {@code he_normal} at two standard deviations. Source: He et al. 2015, eq. 10 (fan in) and 14 (fan out).
 */
public record HeNormal(@Default("in") Fan fan) implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.normal(shape.size(), Math.sqrt(2.0 / fan.of(shape)), random);
    }
}
