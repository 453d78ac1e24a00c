package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Normal with mean 0 and standard deviation {@code sd}.
 */
public record Normal(@Default("1.0") double sd) implements Initializer {
    public Normal {
        Draw.spread("sd", sd);
    }

    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.normal(shape.size(), sd, random);
    }
}
