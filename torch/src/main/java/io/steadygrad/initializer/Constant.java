package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One number everywhere: units stay copies of each other. */
public record Constant(@Default("0.01") double value) implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        double[] numbers = new double[shape.size()];
        Arrays.fill(numbers, value);
        return numbers;
    }
}
