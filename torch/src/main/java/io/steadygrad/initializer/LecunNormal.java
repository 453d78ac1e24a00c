package io.steadygrad.initializer;

import java.util.random.RandomGenerator;

/**
 * Normal with variance 1 / fan in. A plain normal; Keras cuts at two standard deviations. Source: LeCun et al. 1998, section
 * 4.6; the start that SELU networks need (Klambauer et al. 2017).
 */
public record LecunNormal() implements Initializer {
    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        return Draw.normal(shape.size(), Math.sqrt(1.0 / shape.fanIn()), random);
    }
}
