package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Normal with mean 0, numbers beyond two {@code sd} drawn again; {@code sd} is that of the normal before the cut (what remains has
 * 0.8796 of it), as in TensorFlow.
 */
public record TruncatedNormal(@Default("0.05") double sd) implements Initializer {
    public TruncatedNormal {
        Draw.spread("sd", sd);
    }

    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        double[] numbers = new double[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            double z;
            do {
                z = Draw.gaussian(random);
            } while (Math.abs(z) > 2);
            numbers[i] = z * sd;
        }
        return numbers;
    }
}
