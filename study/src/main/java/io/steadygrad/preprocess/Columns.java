package io.steadygrad.preprocess;

/** Statistics of each number of a row over all training rows, in float64. */
final class Columns {
    private Columns() {}

    static double[] means(TrainingRows rows) {
        float[] row = new float[rows.rowSize()];
        double[] sums = new double[row.length];
        for (int i = 0; i < rows.rows(); i++) {
            rows.read(i, row);
            for (int j = 0; j < row.length; j++) {
                sums[j] += row[j];
            }
        }
        for (int j = 0; j < row.length; j++) {
            sums[j] /= rows.rows();
        }
        return sums;
    }

    /** Of the whole training part (divided by n, not n - 1). */
    static double[] deviations(TrainingRows rows, double[] means) {
        float[] row = new float[rows.rowSize()];
        double[] squares = new double[row.length];
        for (int i = 0; i < rows.rows(); i++) {
            rows.read(i, row);
            for (int j = 0; j < row.length; j++) {
                double difference = row[j] - means[j];
                squares[j] += difference * difference;
            }
        }
        for (int j = 0; j < row.length; j++) {
            squares[j] = Math.sqrt(squares[j] / rows.rows());
        }
        return squares;
    }
}
