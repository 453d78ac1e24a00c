package io.steadygrad.kernel;

import java.util.Arrays;

/** What one reading of a stretch of float32 memory found. Sums are kept in lanes: element i of the stretch adds to lane i mod 16. */
final class Survey {
    static final int LANES = 16;

    final double[] squares = new double[LANES];
    final double[] sums = new double[LANES];
    /** Of magnitudes; NaN where an element is. */
    float largest;

    long zeros;
    /** Whether somebody wants to know; a kernel may count them anyhow. */
    boolean countsZeros = true;

    void clear() {
        Arrays.fill(squares, 0);
        Arrays.fill(sums, 0);
        largest = 0;
        zeros = 0;
    }

    /** Adds elements one by one: what is left over behind the last whole row of lanes. */
    void add(float[] values, int start, int end) {
        for (int i = start; i < end; i++) {
            float x = values[i];
            squares[i - start] += (double) x * x;
            sums[i - start] += x;
            largest = Math.max(largest, Math.abs(x));
            zeros += x == 0 ? 1 : 0;
        }
    }

    /** Adds the squares of at most a row of elements. */
    void addSquares(float[] values) {
        for (int i = 0; i < values.length; i++) {
            squares[i] += (double) values[i] * values[i];
        }
    }

    double squares() {
        return total(squares);
    }

    double sum() {
        return total(sums);
    }

    /** Adds the lanes in one order, the same for every kernel. */
    private static double total(double[] lanes) {
        double total = 0;
        for (int i = 0; i < LANES; i += 4) {
            total += (lanes[i] + lanes[i + 1]) + (lanes[i + 2] + lanes[i + 3]);
        }
        return total;
    }
}
