package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * Each unit listens to {@code perUnit} inputs, chosen without replacement, with standard normal weights (to all of them where there are
 * fewer); the rest is zero. A square matrix is then scaled to {@code spectralRadius}, the largest modulus of its
 * eigenvalues; another matrix has none and stays as drawn.
 *
 * <p>Source: Martens 2010; Pascanu, Mikolov and Bengio 2013, section 4 ("smart tanh": 15 per unit, radius 0.95).
 */
public record Sparse(
        @Default("15") int perUnit, @Default("0.95") double spectralRadius) implements Initializer {
    public Sparse {
        if (perUnit < 1) {
            throw new IllegalArgumentException("per_unit must be at least 1, not " + perUnit);
        }
        Draw.spread("spectral_radius", spectralRadius);
    }

    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        int inputs = shape.fanIn();
        double[] numbers = new double[shape.size()];
        int[] order = new int[inputs];
        for (int i = 0; i < inputs; i++) {
            order[i] = i;
        }
        for (int u = 0; u < shape.units(); u++) {
            for (int k = 0; k < Math.min(perUnit, inputs); k++) {
                int other = random.nextInt(k, inputs);
                int chosen = order[other];
                order[other] = order[k];
                order[k] = chosen;
                numbers[u * inputs + chosen] = Draw.gaussian(random);
            }
        }
        if (shape.units() == inputs) {
            scaleTo(numbers, inputs);
        }
        return numbers;
    }

    private void scaleTo(double[] matrix, int n) {
        double radius = SpectralRadius.of(matrix, n);
        if (radius == 0) {
            throw new IllegalArgumentException("All eigenvalues of a drawn " + n + " x " + n
                    + " matrix are zero, so it has no scale: raise per_unit (now " + perUnit
                    + ") or take another seed");
        }
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] *= spectralRadius / radius;
        }
    }
}
