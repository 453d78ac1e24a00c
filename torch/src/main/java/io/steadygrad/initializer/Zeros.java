package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/** Zero everywhere: sensible for an output layer, deadly for hidden ones. */
public record Zeros() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return new double[shape.size()];
    }
}
