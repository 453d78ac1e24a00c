package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * AutoTrainer's five problems, looked for every three epochs.
 *
 * <p>With g_1 and g_n the gradients' norms of the first and the last layer's weights: <i>exploding</i> at NaN or g_1/g_n &gt; 70;
 * <i>vanishing</i> at g_1/g_n &lt; 1e-3 and g_1 &lt; 1e-4; <i>dying ReLU</i> where 70 % of all gradients' entries are exactly zero. They count,
 * and <i>slow convergence</i> (no accuracy ever rose by .01 from one epoch to the next), only once 30 % of the epochs are over and the best
 * accuracy is still below .6 or rose so slowly; else <i>oscillation</i> counts: pairs of neighbouring maxima and minima of the
 * training accuracy at least .03 apart in at least 20 % of the epochs. What was seen once stays seen.
 *
 * <p><b>Source.</b> Zhang, Zhai, Ma, Shen, "AutoTrainer: an automatic DNN training problem detection and repair system" (ICSE 2021), section IV,
 * with the order of the checks in its published monitor. <b>Approximated.</b> Zeros in gradients: a trace counts units that put out zero for the
 * whole batch, whose incoming and outgoing weights get none; their share, and 1 for a layer whose gradient is zero altogether. The gradient is
 * the training batch's, not one of the first rows again. Accuracies at the recorded evaluations stand for those of epochs. For a
 * regression, which it does not know, only NaN counts.
 */
public record AutoTrainer() implements Rival {
    private static final double RATIO_LOW = 1e-3;
    private static final double FIRST_LOW = 1e-4;
    private static final double RATIO_HIGH = 70;
    private static final double ZEROS = 0.7;
    private static final double SWING = 0.03;
    private static final double SWINGS = 0.2;
    private static final double GAIN = 0.01;
    private static final double SATISFIED = 0.6;
    private static final double JUDGED_FROM = 0.3;
    private static final int EVERY = 3;

    @Override
    public String name() {
        return "AutoTrainer";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        long broken = Readings.firstNonFinite(trace).orElse(Long.MAX_VALUE);
        Gradients seen = new Gradients();
        long last = trace.steps().size() == 0
                ? 0
                : trace.steps().step()[trace.steps().size() - 1];
        for (long epoch = EVERY; Readings.endOfEpoch(trace, epoch) <= last; epoch += EVERY) {
            long step = Readings.endOfEpoch(trace, epoch);
            if (step >= broken) {
                break;
            }
            seen.look(trace, step);
            Optional<Symptom> found = issue(trace, step, seen);
            if (found.isPresent()) {
                return Optional.of(new Alarm(found.get(), step, null));
            }
        }
        return broken == Long.MAX_VALUE ? Optional.empty() : Optional.of(new Alarm(Symptom.EXPLODING, broken, null));
    }

    private static Optional<Symptom> issue(Trace trace, long step, Gradients seen) {
        double[] train = accuracies(trace, "train_accuracy", step);
        double[] test = accuracies(trace, "test_accuracy", step);
        if (step < JUDGED_FROM * Readings.budget(trace) || train.length < 2) {
            return Optional.empty();
        }
        boolean unsatisfied = max(train) < SATISFIED || max(test) < SATISFIED;
        boolean slow = largestGain(train) < GAIN && largestGain(test) < GAIN;
        if (!unsatisfied && !slow) {
            return swings(train) >= SWINGS * train.length ? Optional.of(Symptom.OSCILLATION) : Optional.empty();
        }
        if (seen.zeros) {
            return Optional.of(Symptom.DEAD_UNITS);
        }
        if (seen.exploding) {
            return Optional.of(Symptom.EXPLODING);
        }
        if (seen.vanishing) {
            return Optional.of(Symptom.VANISHING);
        }
        return slow ? Optional.of(Symptom.SLOW) : Optional.empty();
    }

    /** Those of the evaluations up to a step, without the one before training. */
    private static double[] accuracies(Trace trace, String name, long until) {
        double[] values = Readings.metric(trace, name).orElse(new double[0]);
        List<Double> kept = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            long at = trace.metrics().step()[i];
            if (at > 0 && at <= until && !Double.isNaN(values[i])) {
                kept.add(values[i]);
            }
        }
        return kept.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double max(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static double largestGain(double[] values) {
        double gain = 0;
        for (int i = 1; i < values.length; i++) {
            gain = Math.max(gain, values[i] - values[i - 1]);
        }
        return gain;
    }

    private static int swings(double[] values) {
        List<Double> maxima = new ArrayList<>();
        List<Double> minima = new ArrayList<>();
        for (int i = 1; i < values.length - 1; i++) {
            if (values[i] >= values[i - 1] && values[i] >= values[i + 1]) {
                maxima.add(values[i]);
            }
            if (values[i] <= values[i - 1] && values[i] <= values[i + 1]) {
                minima.add(values[i]);
            }
        }
        int count = 0;
        for (int i = 0; i < Math.min(maxima.size(), minima.size()); i++) {
            count += maxima.get(i) - minima.get(i) >= SWING ? 1 : 0;
        }
        return count;
    }

    /** What its looks at gradients have shown so far. */
    private static final class Gradients {
        private boolean exploding;
        private boolean vanishing;
        private boolean zeros;

        void look(Trace trace, long step) {
            Trace.Tensors tensors = trace.tensors();
            int row = Readings.rowAt(tensors, step);
            int[] weights = weights(tensors);
            if (row < 0 || weights.length == 0) {
                return;
            }
            double first = tensors.l2()[tensors.at(row, weights[0])];
            double last = tensors.l2()[tensors.at(row, weights[weights.length - 1])];
            exploding |= first / last > RATIO_HIGH;
            vanishing |= first / last < RATIO_LOW && first < FIRST_LOW;
            zeros |= Math.max(
                            zeroTensors(tensors, row), deadUnits(trace.signals().layers(), step))
                    >= ZEROS;
        }

        private static int[] weights(Trace.Tensors tensors) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < tensors.names().size(); i++) {
                if (Readings.isWeight(tensors.names().get(i))) {
                    found.add(i);
                }
            }
            return found.stream().mapToInt(Integer::intValue).toArray();
        }

        private static double zeroTensors(Trace.Tensors tensors, int row) {
            int zero = 0;
            for (int i = 0; i < tensors.names().size(); i++) {
                zero += tensors.l2()[tensors.at(row, i)] == 0 ? 1 : 0;
            }
            return (double) zero / tensors.names().size();
        }

        private static double deadUnits(Signals.Layers layers, long step) {
            double dead = 0;
            double units = 0;
            int sample = -1;
            for (int i = 0; i < layers.samples() && layers.step()[i] <= step; i++) {
                sample = i;
            }
            for (int layer = 0; sample >= 0 && layer < layers.names().size(); layer++) {
                float share = layers.dead()[layers.at(sample, layer)];
                if (!Float.isNaN(share)) {
                    dead += share * layers.units()[layer];
                    units += layers.units()[layer];
                }
            }
            return units == 0 ? 0 : dead / units;
        }
    }
}
