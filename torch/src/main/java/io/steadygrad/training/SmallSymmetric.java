package io.steadygrad.training;

/** Eigenvectors of symmetric matrices of a few rows, by Jacobi's rotations. */
final class SmallSymmetric {
    private static final int SWEEPS = 50;

    private SmallSymmetric() {}

    /** The unit eigenvector of the largest eigenvalue; its first entry is not negative. */
    static double[] top(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][];
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double off = 0;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    off += Math.abs(a[p][q]);
                    rotate(a, vectors, p, q);
                }
            }
            if (off == 0) {
                break;
            }
        }
        int top = 0;
        for (int i = 1; i < n; i++) {
            top = a[i][i] > a[top][top] ? i : top;
        }
        double[] vector = new double[n];
        double sign = vectors[0][top] < 0 ? -1 : 1;
        for (int i = 0; i < n; i++) {
            vector[i] = sign * vectors[i][top];
        }
        return vector;
    }

    /** Makes {@code a[p][q]} zero. */
    private static void rotate(double[][] a, double[][] vectors, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(1, theta));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p];
            double kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < a.length; k++) {
            double pk = a[p][k];
            double qk = a[q][k];
            a[p][k] = c * pk - s * qk;
            a[q][k] = s * pk + c * qk;
            double vp = vectors[k][p];
            double vq = vectors[k][q];
            vectors[k][p] = c * vp - s * vq;
            vectors[k][q] = s * vp + c * vq;
        }
    }
}
