package io.steadygrad.observation;

import io.steadygrad.model.Activation;
import io.steadygrad.trace.LayerSample;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Adds up what one layer hands on, in one or (over time) several tensors of the same shape, and what comes back to it. */
final class LayerStatistics {
    private final String name;
    private final @Nullable Activation activation;
    private long finite;
    private long nonFinite;
    private double sum;
    private double squares;
    private long flat;
    private double variances;
    private long varying;
    private long units;
    private boolean[] seen = new boolean[0];
    private boolean[] alive = new boolean[0];
    private double gradientSquares;
    private boolean gradientSeen;
    private double[] shift = new double[0];
    private double[] shiftSquares = new double[0];

    LayerStatistics(String name, @Nullable Activation activation) {
        this.name = name;
        this.activation = activation;
    }

    void output(Excerpt excerpt) {
        units = excerpt.units();
        if (seen.length < units) {
            seen = new boolean[Math.toIntExact(units)];
            alive = new boolean[seen.length];
        }
        int rows = excerpt.rows();
        int columns = excerpt.columns();
        double[] values = excerpt.values();
        sumUp(values, rows, columns);
        for (int c = 0; c < columns; c++) {
            double first = values[c];
            int unit = excerpt.unit(c);
            seen[unit] = true;
            if (first != 0 || shiftSquares[c] != 0) {
                alive[unit] = true;
            }
            if (Double.isFinite(shiftSquares[c])) {
                finite += rows;
                sum += rows * first + shift[c];
                squares += rows * first * first + 2 * first * shift[c] + shiftSquares[c];
                double mean = shift[c] / rows;
                variances += Math.max(0, shiftSquares[c] / rows - mean * mean);
                varying += rows > 1 ? 1 : 0;
            } else {
                oneByOne(values, rows, columns, c);
            }
        }
        flat += flat(values, rows * columns);
    }

    /** Of each column, around its first number: a unit that never changes has a variance of exactly 0. */
    private void sumUp(double[] values, int rows, int columns) {
        if (shift.length < columns) {
            shift = new double[columns];
            shiftSquares = new double[columns];
        }
        Arrays.fill(shift, 0);
        Arrays.fill(shiftSquares, 0);
        double[] moves = shift;
        double[] moveSquares = shiftSquares;
        for (int r = 0; r < rows; r++) {
            int row = r * columns;
            for (int c = 0; c < columns; c++) {
                double moved = values[row + c] - values[c];
                moves[c] += moved;
                moveSquares[c] += moved * moved;
            }
        }
    }

    private void oneByOne(double[] values, int rows, int columns, int column) {
        for (int r = 0; r < rows; r++) {
            double value = values[r * columns + column];
            if (Double.isFinite(value)) {
                finite++;
                sum += value;
                squares += value * value;
            } else {
                nonFinite++;
            }
        }
    }

    private long flat(double[] values, int count) {
        long flat = 0;
        if (activation == Activation.TANH) {
            for (int i = 0; i < count; i++) {
                flat += Math.abs(values[i]) > 0.99 ? 1 : 0;
            }
        } else if (activation == Activation.SIGMOID) {
            for (int i = 0; i < count; i++) {
                flat += values[i] < 0.01 || values[i] > 0.99 ? 1 : 0;
            }
        }
        return flat;
    }

    /** Sum of squares of a gradient that came back, extrapolated to the whole tensor. */
    void gradient(double squaresOfOne) {
        gradientSeen = true;
        gradientSquares += squaresOfOne;
    }

    /** @param scale what the loss was multiplied with before backward */
    LayerSample sample(double scale) {
        boolean bounded = activation == Activation.TANH || activation == Activation.SIGMOID;
        return new LayerSample(
                name,
                activation == null ? "" : activation.toString(),
                units,
                Math.sqrt(squares / finite),
                sum / finite,
                Math.sqrt(variances / varying),
                dead(),
                bounded ? (double) flat / finite : Double.NaN,
                nonFinite,
                gradientSeen ? Math.sqrt(gradientSquares) / scale : Double.NaN);
    }

    private double dead() {
        int all = 0;
        int dead = 0;
        for (int u = 0; u < seen.length; u++) {
            all += seen[u] ? 1 : 0;
            dead += seen[u] && !alive[u] ? 1 : 0;
        }
        return (double) dead / all;
    }
}
