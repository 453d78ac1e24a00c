package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;

/**
 * Adafactor's estimate v of one tensor's squared gradients at one step, after this step's have entered. Averages are taken
 * in float64 and only rounded when they are remembered.
 */
interface SecondMoment {
    int BLOCK = 1024;

    /** Puts g / sqrt(v) of a block into {@code steps}; 0 where v is 0. */
    void divide(int from, double[] g, double[] steps, int count);

    /** Remembers what belongs to the block that was divided last. */
    void remember(int from, int count);

    /** How many numbers are remembered of a parameter: one per element, or one per row and one per column. */
    static long[] sizes(Parameter parameter) {
        if (parameter.rank() < 2) {
            return new long[] {parameter.size()};
        }
        long matrices = matrices(parameter);
        return new long[] {matrices * rows(parameter), matrices * columns(parameter)};
    }

    /** The estimate, with {@code fresh} as the weight of this step's squares. */
    static SecondMoment of(Parameter parameter, ScaledGradient gradient, Elements[] moments, double fresh, double eps) {
        return parameter.rank() < 2
                ? new Whole(moments[0], fresh, eps)
                : new Factored(
                        Math.toIntExact(rows(parameter)),
                        Math.toIntExact(columns(parameter)),
                        gradient,
                        moments,
                        fresh,
                        eps);
    }

    private static long rows(Parameter parameter) {
        return parameter.shape().get(parameter.rank() - 2);
    }

    private static long columns(Parameter parameter) {
        return parameter.shape().get(parameter.rank() - 1);
    }

    private static long matrices(Parameter parameter) {
        return parameter.shape().stream().limit(parameter.rank() - 2).reduce(1L, (a, b) -> a * b);
    }

    /** Infinity becomes the largest number, so that no quotient of two averages is NaN. */
    private static double finite(double value) {
        return Math.min(value, Double.MAX_VALUE);
    }

    /** One number per element. */
    final class Whole implements SecondMoment {
        private final Elements moment;
        private final double fresh;
        private final double eps;
        private final double[] v = new double[BLOCK];

        Whole(Elements moment, double fresh, double eps) {
            this.moment = moment;
            this.fresh = fresh;
            this.eps = eps;
        }

        @Override
        public void divide(int from, double[] g, double[] steps, int count) {
            moment.read(from, v, count);
            for (int i = 0; i < count; i++) {
                v[i] = finite((1 - fresh) * v[i] + fresh * (g[i] * g[i] + eps));
                steps[i] = v[i] == 0 ? 0 : g[i] / Math.sqrt(v[i]);
            }
        }

        @Override
        public void remember(int from, int count) {
            moment.write(from, v, count);
        }
    }

    /** One number per row and one per column of every matrix. */
    final class Factored implements SecondMoment {
        private final int rows;
        private final int columns;
        private final double[] byRow;
        private final double[] byColumn;

        Factored(int rows, int columns, ScaledGradient gradient, Elements[] moments, double fresh, double eps) {
            this.rows = rows;
            this.columns = columns;
            byRow = new double[moments[0].size()];
            byColumn = new double[moments[1].size()];
            sum(gradient);
            enter(byRow, columns, moments[0], fresh, eps);
            enter(byColumn, rows, moments[1], fresh, eps);
            divideByMeans();
        }

        private void sum(ScaledGradient gradient) {
            double[] g = new double[BLOCK];
            for (int from = 0; from < gradient.size(); from += BLOCK) {
                int count = gradient.read(from, g);
                int row = from / columns;
                int column = from % columns;
                for (int i = 0; i < count; i++) {
                    double square = g[i] * g[i];
                    byRow[row] += square;
                    byColumn[row / rows * columns + column] += square;
                    if (++column == columns) {
                        column = 0;
                        row++;
                    }
                }
            }
        }

        /** Makes averages over steps of sums over {@code terms} squares. */
        private static void enter(double[] sums, int terms, Elements moment, double fresh, double eps) {
            double[] past = moment.toArray();
            for (int i = 0; i < sums.length; i++) {
                sums[i] = finite((1 - fresh) * past[i] + fresh * (sums[i] / terms + eps));
            }
            for (int from = 0; from < sums.length; from += BLOCK) {
                int count = Math.min(BLOCK, sums.length - from);
                System.arraycopy(sums, from, past, 0, count);
                moment.write(from, past, count);
            }
        }

        /** Afterwards v is a row's number times a column's. */
        private void divideByMeans() {
            for (int matrix = 0; matrix < byRow.length / rows; matrix++) {
                double mean = 0;
                for (int row = 0; row < rows; row++) {
                    mean += byRow[matrix * rows + row] / rows;
                }
                mean = finite(mean);
                for (int column = 0; column < columns; column++) {
                    byColumn[matrix * columns + column] /= mean == 0 ? 1 : mean;
                }
            }
        }

        @Override
        public void divide(int from, double[] g, double[] steps, int count) {
            int row = from / columns;
            int column = from % columns;
            for (int i = 0; i < count; i++) {
                double v = byRow[row] * byColumn[row / rows * columns + column];
                steps[i] = v == 0 ? 0 : g[i] / Math.sqrt(v);
                if (++column == columns) {
                    column = 0;
                    row++;
                }
            }
        }

        @Override
        public void remember(int from, int count) {
            // The sums were complete, and remembered, before any block was divided.
        }
    }
}
