package io.steadygrad.training;

import io.steadygrad.initializer.Orthogonal;
import io.steadygrad.initializer.WeightShape;
import io.steadygrad.model.Cell;
import java.util.random.RandomGenerator;

/**
 * Where a recurrent layer that shall remember starts: its state neither grows nor fades from one time step to the next, and neither
 * does the gradient on its way back.
 *
 * <p><b>One matrix</b> (tanh, relu, sigmoid): {@code g ((1 - s) I + s Q)} with an orthogonal Q, s = {@value #ROTATION} and g the
 * inverse of the activation's slope where it works: 1, 1 and 4. A sigmoid's states lie around 1/2, which its bias takes out. <b>Gates</b>
 * (lstm, gru): orthogonal blocks; the gate that keeps the state is open, for every unit as long as a time drawn from the sequence's
 * length: its bias is log(t - 1), t uniform in 2 ... T.
 *
 * <p><b>Source.</b> Le, Jaitly, Hinton (2015), a simple way to initialize recurrent networks of rectified linear units: the identity;
 * Saxe, McClelland, Ganguli (2014): orthogonal ones; Gers, Schmidhuber, Cummins (2000): the forget gate's bias, Tallec and Ollivier (2018),
 * equation 16: its length in time. <b>Differs.</b> The mixture of both, so that units differ; the input gate's bias stays.
 */
final class RecurrentStart {
    private static final double ROTATION = 0.1;
    private static final double SIGMOID_SLOPE = 0.25;

    private RecurrentStart() {}

    /** Weights from the state to the state, a row for each unit of each gate. */
    static double[] weights(Cell cell, int units, int rows, RandomGenerator random) {
        WeightShape square = new WeightShape(units, units, 1);
        double[] numbers = new double[rows * units];
        for (int at = 0; at < numbers.length; at += square.size()) {
            System.arraycopy(new Orthogonal(1).draw(square, random), 0, numbers, at, square.size());
        }
        if (isGated(cell)) {
            return numbers;
        }
        double gain = cell == Cell.SIGMOID ? 1 / SIGMOID_SLOPE : 1;
        for (int row = 0; row < units; row++) {
            for (int column = 0; column < units; column++) {
                int at = row * units + column;
                numbers[at] = gain * (ROTATION * numbers[at] + (row == column ? 1 - ROTATION : 0));
            }
        }
        return numbers;
    }

    /**
     * What is added to the bias beside what centres the drive, one number for each row.
     *
     * @param weights from the state to the state
     * @param time steps of a sequence
     */
    static double[] bias(Cell cell, int units, double[] weights, long time, RandomGenerator random) {
        double[] bias = new double[weights.length / units];
        if (cell == Cell.SIGMOID) {
            for (int i = 0; i < weights.length; i++) {
                bias[i / units] -= 0.5 * weights[i];
            }
        } else if (isGated(cell)) {
            for (int unit = 0; unit < units; unit++) { // the second gate of both
                bias[units + unit] = Math.log(1 + random.nextDouble() * Math.max(0, time - 2));
            }
        }
        return bias;
    }

    private static boolean isGated(Cell cell) {
        return cell == Cell.LSTM || cell == Cell.GRU;
    }
}
