package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Four of SageMaker Debugger's built-in rules with their defaults: {@code ExplodingTensor} (NaN or infinity), {@code VanishingGradient} (mean magnitude
 * below 1e-7), {@code WeightUpdateRatio} (above 10 or below 1e-8), {@code DeadRelu} (more than half of a layer's units active for less than 1 % of the rows).
 *
 * <p><b>Source.</b> Amazon's documentation of the built-in rules. <b>Approximated.</b> It saves tensors every 500 steps; here it sees all that
 * the trace holds. A unit counts as inactive when it put out zero for the whole batch. {@code SaturatedActivation} needs sums that a trace does not hold;
 * {@code LossNotDecreasing} (by .1 % in 10 steps) is left out in its favour, as batches' losses rarely obey it.
 */
public record SageMakerDebugger() implements Rival {
    private static final double VANISHED = 1e-7;
    private static final double RATIO_HIGH = 10;
    private static final double RATIO_LOW = 1e-8;
    private static final double INACTIVE = 0.5;

    @Override
    public String name() {
        return "SageMaker Debugger";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        return Stream.of(
                        exploding(trace),
                        vanishing(trace.tensors()),
                        updates(trace),
                        dead(trace.signals().layers()))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(Alarm::step));
    }

    private static Optional<Alarm> exploding(Trace trace) {
        OptionalLong step = Readings.firstNonFinite(trace);
        return step.isPresent() ? Optional.of(new Alarm(Symptom.EXPLODING, step.getAsLong(), null)) : Optional.empty();
    }

    private static Optional<Alarm> vanishing(Trace.Tensors tensors) {
        for (int row = 0; row < tensors.rows(); row++) {
            for (int i = 0; i < tensors.names().size(); i++) {
                if (Readings.meanMagnitude(tensors, row, i) < VANISHED) {
                    return Optional.of(new Alarm(
                            Symptom.VANISHING,
                            tensors.step()[row],
                            tensors.layers().get(i)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Alarm> updates(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        int tensors = trace.tensors().names().size();
        for (int sample = 0; sample < updates.samples(); sample++) {
            for (int i = 0; i < tensors; i++) {
                int at = sample * tensors + i;
                double ratio = updates.update()[at] / (updates.weight()[at] + 1e-9);
                if (Readings.isWeight(trace.tensors().names().get(i)) && (ratio > RATIO_HIGH || ratio < RATIO_LOW)) {
                    return Optional.of(new Alarm(
                            ratio > RATIO_HIGH ? Symptom.EXPLODING : Symptom.SLOW,
                            updates.step()[sample],
                            trace.tensors().layers().get(i)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Alarm> dead(Signals.Layers layers) {
        for (int sample = 0; sample < layers.samples(); sample++) {
            for (int layer = 0; layer < layers.names().size(); layer++) {
                if (layers.activations().get(layer).equals("relu")
                        && layers.dead()[layers.at(sample, layer)] > INACTIVE) {
                    return Optional.of(new Alarm(
                            Symptom.DEAD_UNITS,
                            layers.step()[sample],
                            layers.names().get(layer)));
                }
            }
        }
        return Optional.empty();
    }
}
