package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Uniform in [-limit, limit).
 */
public record Uniform(@Default("0.05") double limit) implements Initializer {
    public Uniform {
        Draw.spread("limit", limit);
    }

    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.uniform(shape.size(), limit, random);
    }
}
