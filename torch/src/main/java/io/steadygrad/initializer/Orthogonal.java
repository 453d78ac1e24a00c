package io.steadygrad.initializer;

import io.steadygrad.spec.Default;
import java.util.random.RandomGenerator;

/**
 * A random orthogonal matrix times {@code gain}: orthonormal rows when there are no more units than inputs, orthonormal columns
 * otherwise. A convolution's kernel counts as inputs. Gram-Schmidt, twice, on a matrix of normal numbers, which gives the uniform
 * (Haar) distribution. Source: Saxe, McClelland and Ganguli 2013.
 */
public record Orthogonal(@Default("1") double gain) implements Initializer {
    public Orthogonal {
        Draw.spread("gain", gain);
    }

    @Override
    public double[] draw(WeightShape shape, RandomGenerator random) {
        int units = shape.units();
        int inputs = shape.fanIn();
        boolean wide = units <= inputs;
        double[][] vectors = new double[Math.min(units, inputs)][];
        for (int v = 0; v < vectors.length; v++) {
            vectors[v] = nextDirection(vectors, v, Math.max(units, inputs), random);
        }
        double[] numbers = new double[shape.size()];
        for (int u = 0; u < units; u++) {
            for (int i = 0; i < inputs; i++) {
                numbers[u * inputs + i] = gain * (wide ? vectors[u][i] : vectors[i][u]);
            }
        }
        return numbers;
    }

    /** A unit vector of random direction, orthogonal to the first {@code count} ones. */
    private static double[] nextDirection(double[][] vectors, int count, int length, RandomGenerator random) {
        double[] vector = Draw.normal(length, 1, random);
        // Once leaves errors of about 1e-16 times the condition number; twice is enough (Kahan and Parlett).
        for (int pass = 0; pass < 2; pass++) {
            for (int v = 0; v < count; v++) {
                add(vector, -dot(vector, vectors[v]), vectors[v]);
            }
        }
        double norm = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < length; i++) {
            vector[i] /= norm;
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void add(double[] vector, double factor, double[] other) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += factor * other[i];
        }
    }
}
