package io.steadygrad.random;

/**
 * A bowl {@code 0.5 (theta - x)^T H (theta - x)} with a few steep directions, turned at random: {@code H = R^T diag(eigenvalues) R}. Nine
 * tenths of the eigenvalues are U(0, 1), the others U(30, 60), and R is a rotation of Haar's measure, all drawn from one
 * {@link NumpyLegacyRandom}. With 100 dimensions and seed 42 it is the problem quadratic_deep of DeepOBS (largest eigenvalue 53.129).
 *
 * <p><b>Cost.</b> {@link #hessian} takes of the order of dimensions cubed.
 * <p><b>Source.</b> Schneider, Balles, Hennig, "DeepOBS: A Deep Learning Optimizer Benchmark Suite", ICLR 2019; the rotation by
 * reflections of growing size, Diaconis and Shahshahani, "The Subgroup Algorithm" (1987).
 *
 * @param dimensions at least 2
 * @param seed 0 to 2^32 - 1
 */
public record RotatedQuadratic(int dimensions, long seed) {

    public RotatedQuadratic {
        if (dimensions < 2) {
            throw new IllegalArgumentException(
                    "A quadratic that can turn needs at least 2 dimensions, not " + dimensions);
        }
    }

    /** The eigenvalues of H, the small ones first. */
    public double[] eigenvalues() {
        return eigenvalues(new NumpyLegacyRandom(seed));
    }

    private double[] eigenvalues(NumpyLegacyRandom random) {
        double[] values = new double[dimensions];
        int small = dimensions * 9 / 10;
        for (int i = 0; i < dimensions; i++) {
            values[i] = i < small ? random.uniform(0, 1) : random.uniform(30, 60);
        }
        return values;
    }

    /** H, symmetric, {@code dimensions x dimensions}. */
    public double[][] hessian() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(seed);
        double[] eigenvalues = eigenvalues(random);
        double[][] rotation = rotation(random);
        double[][] hessian = new double[dimensions][dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < dimensions; k++) {
                    sum += rotation[k][i] * eigenvalues[k] * rotation[k][j];
                }
                hessian[i][j] = sum;
                hessian[j][i] = sum;
            }
        }
        return hessian;
    }

    /** The matrix S with {@code S^T S = H}: {@code 0.5 |S (theta - x)|^2} is the bowl. */
    public double[][] squareRoot() {
        NumpyLegacyRandom random = new NumpyLegacyRandom(seed);
        double[] eigenvalues = eigenvalues(random);
        double[][] root = rotation(random);
        for (int k = 0; k < dimensions; k++) {
            for (int j = 0; j < dimensions; j++) {
                root[k][j] *= Math.sqrt(eigenvalues[k]);
            }
        }
        return root;
    }

    private double[][] rotation(NumpyLegacyRandom random) {
        double angle = 2 * Math.PI * random.uniform();
        double[][] turned = {
            {StrictMath.cos(angle), StrictMath.sin(angle)},
            {-StrictMath.sin(angle), StrictMath.cos(angle)}
        };
        for (int size = 3; size <= dimensions; size++) {
            turned = reflected(turned, mirror(random.normal(0, 1, size)));
        }
        for (double[] row : turned) {
            for (int j = 0; j < dimensions; j++) {
                row[j] = -row[j];
            }
        }
        return turned;
    }

    /** The unit vector along e1 - v / |v|. */
    private static double[] mirror(double[] v) {
        double length = length(v);
        double[] x = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            x[i] = (i == 0 ? 1 : 0) - v[i] / length;
        }
        double norm = length(x);
        for (int i = 0; i < v.length; i++) {
            x[i] /= norm;
        }
        return x;
    }

    /** (I - 2 x x^T) blockdiag(1, R). */
    private static double[][] reflected(double[][] inner, double[] x) {
        int size = x.length;
        double[][] matrix = new double[size][size];
        matrix[0][0] = 1;
        for (int i = 1; i < size; i++) {
            System.arraycopy(inner[i - 1], 0, matrix[i], 1, size - 1);
        }
        for (int j = 0; j < size; j++) {
            double projection = 0;
            for (int i = 0; i < size; i++) {
                projection += x[i] * matrix[i][j];
            }
            for (int i = 0; i < size; i++) {
                matrix[i][j] -= 2 * x[i] * projection;
            }
        }
        return matrix;
    }

    private static double length(double[] v) {
        double sum = 0;
        for (double value : v) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
