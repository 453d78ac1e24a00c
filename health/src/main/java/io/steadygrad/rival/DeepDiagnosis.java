package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * DeepDiagnosis's conditions, looked at after each epoch; the first one that holds ends the training.
 *
 * <p><i>Numerical error</i>: a loss or activation is not finite, or a layer's outputs are zero on the average; so is the weights' gradient.
 * <i>Dead node</i>: after the last epoch, at least 70 % of a ReLU layer's outputs are at most 0. <i>Saturated</i>: every fifth epoch, more than half
 * of a sigmoid or tanh layer's sums are beyond 5. <i>Vanishing gradient</i>: the mean magnitude of a layer's gradient is below 1e-7. <i>Not
 * learning</i>: the loss was the same for 5 epochs, or the accuracy for 20. <i>Out of range</i>: the last activation cannot reach the targets.
 *
 * <p><b>Source.</b> Wardat, Cruz, Le, Rajan, "DeepDiagnosis: automatically diagnosing faults and recommending actionable fixes in deep learning
 * programs" (ICSE 2022), with the thresholds of its published callback. <b>Approximated.</b> A trace has the share of units that are zero for a
 * whole batch, not of outputs, which is less; saturation begins at .99 of tanh (2.6) and within .01 of a sigmoid's ends (4.6), which is more; outputs that do
 * not change for five epochs are left out. Layers are sampled, not looked at every epoch.
 */
public record DeepDiagnosis() implements Rival {
    private static final double DEAD = 0.7;
    private static final double SATURATED = 0.5;
    private static final double VANISHED = 1e-7;
    private static final int SAME_LOSSES = 5;
    private static final int SAME_ACCURACIES = 20;

    @Override
    public String name() {
        return "DeepDiagnosis";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        return Stream.of(
                        numerical(trace),
                        outOfRange(trace),
                        layers(trace),
                        vanishing(trace),
                        unchanged(trace, "train_loss", SAME_LOSSES),
                        unchanged(trace, "train_accuracy", SAME_ACCURACIES))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(Alarm::step));
    }

    private static Optional<Alarm> numerical(Trace trace) {
        return LongStream.of(Readings.firstNonFinite(trace).stream().toArray())
                .mapToObj(step -> new Alarm(Symptom.EXPLODING, step, null))
                .findFirst();
    }

    private static Optional<Alarm> outOfRange(Trace trace) {
        Signals.Facts facts = trace.signals().facts();
        if (facts == null || facts.task().equals("classification")) {
            return Optional.empty();
        }
        boolean bounded = facts.outputActivation().equals("sigmoid")
                || facts.outputActivation().equals("tanh");
        return bounded && facts.targets().largest() > 1
                ? Optional.of(new Alarm(Symptom.STRUCTURAL, Readings.endOfEpoch(trace, 1), null))
                : Optional.empty();
    }

    private static Optional<Alarm> layers(Trace trace) {
        Signals.Layers layers = trace.signals().layers();
        for (int sample = 0; sample < layers.samples(); sample++) {
            boolean isLast = sample == layers.samples() - 1;
            for (int layer = 0; layer < layers.names().size(); layer++) {
                int at = layers.at(sample, layer);
                @Nullable Symptom found = null;
                if (layers.scale()[at] == 0) {
                    found = Symptom.DEAD_UNITS;
                } else if (layers.saturated()[at] > SATURATED
                        && layers.step()[sample] >= Readings.endOfEpoch(trace, 5)) {
                    found = Symptom.SATURATION;
                } else if (isLast && layers.activations().get(layer).equals("relu") && layers.dead()[at] >= DEAD) {
                    found = Symptom.DEAD_UNITS;
                }
                if (found != null) {
                    return Optional.of(new Alarm(
                            found, layers.step()[sample], layers.names().get(layer)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Alarm> vanishing(Trace trace) {
        Trace.Tensors tensors = trace.tensors();
        long last = tensors.rows() == 0 ? 0 : tensors.step()[tensors.rows() - 1];
        for (long epoch = 1; Readings.endOfEpoch(trace, epoch) <= last; epoch++) {
            int row = Readings.rowAt(tensors, Readings.endOfEpoch(trace, epoch));
            for (int i = tensors.names().size() - 1; row >= 0 && i >= 0; i--) {
                if (Readings.isWeight(tensors.names().get(i)) && Readings.meanMagnitude(tensors, row, i) < VANISHED) {
                    return Optional.of(new Alarm(
                            Symptom.VANISHING,
                            Readings.endOfEpoch(trace, epoch),
                            tensors.layers().get(i)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Alarm> unchanged(Trace trace, String metric, int times) {
        double[] values = Readings.metric(trace, metric).orElse(new double[0]);
        int same = 1;
        for (int i = 2; i < values.length; i++) {
            same = values[i] == values[i - 1] ? same + 1 : 1;
            if (same == times) {
                return Optional.of(new Alarm(Symptom.SLOW, trace.metrics().step()[i], null));
            }
        }
        return Optional.empty();
    }
}
