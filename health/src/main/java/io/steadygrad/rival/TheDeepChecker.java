package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * TheDeepChecker's checks of gradients and activations: NaN or infinity; a weight's mean gradient magnitude below 1e-6 (vanishing) or above
 * 1e6 (exploding); a layer more than half of whose units are dead, or saturated.
 *
 * <p><b>Source.</b> Braiek, Khomh, "Testing feedforward neural networks training programs" (TOSEM 2022) and its published hooks. Its check of
 * update ratios is {@link UpdateRatio}, with which alone it would alarm on most healthy runs. <b>Approximated.</b> It looks at a single batch that it
 * trains to overfit; here it looks at the run itself. Gradients' mean magnitude is estimated. The spread of activations, which it wants between .5 and
 * 2, and losses that stagnate or fluctuate are left out, in its favour.
 */
public record TheDeepChecker() implements Rival {
    private static final double LOW = 1e-6;
    private static final double HIGH = 1e6;
    private static final double UNITS = 0.5;

    @Override
    public String name() {
        return "TheDeepChecker";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        return Stream.of(
                        nonFinite(trace),
                        gradients(trace),
                        layers(trace.signals().layers()))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(Alarm::step));
    }

    private static Optional<Alarm> nonFinite(Trace trace) {
        OptionalLong step = Readings.firstNonFinite(trace);
        return step.isPresent() ? Optional.of(new Alarm(Symptom.NON_FINITE, step.getAsLong(), null)) : Optional.empty();
    }

    private static Optional<Alarm> gradients(Trace trace) {
        Trace.Tensors tensors = trace.tensors();
        for (int row = 0; row < tensors.rows(); row++) {
            for (int i = 0; i < tensors.names().size(); i++) {
                double mean = Readings.meanMagnitude(tensors, row, i);
                if (Readings.isWeight(tensors.names().get(i)) && (mean < LOW || mean > HIGH)) {
                    return Optional.of(new Alarm(
                            mean < LOW ? Symptom.VANISHING : Symptom.EXPLODING,
                            tensors.step()[row],
                            tensors.layers().get(i)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Alarm> layers(Signals.Layers layers) {
        for (int sample = 0; sample < layers.samples(); sample++) {
            for (int layer = 0; layer < layers.names().size(); layer++) {
                int at = layers.at(sample, layer);
                boolean dead = layers.dead()[at] > UNITS;
                if (dead || layers.saturated()[at] > UNITS) {
                    return Optional.of(new Alarm(
                            dead ? Symptom.DEAD_UNITS : Symptom.SATURATION,
                            layers.step()[sample],
                            layers.names().get(layer)));
                }
            }
        }
        return Optional.empty();
    }
}
