package io.steadygrad.method;

import io.steadygrad.gradient.Glob;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.random.CounterRandom;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Numbers;
import io.steadygrad.threshold.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Multiplies the gradients of a random part of the eligible layers, drawn anew in every epoch, during some epochs.
 *
 * <pre>g' = factor * g   for round(ratio * eligible) layers of those whose name matches `layers`</pre>
 *
 * <p><b>Edges.</b> At least one layer is drawn when any is eligible and ratio is above 0. Needs the epoch.
 * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> Basodi et al. 2020 (Gradient amplification), algorithm 1.
 * <p><b>Differs.</b> Here after the backward pass; inside it, as a layer that is the identity forwards, the factor compounds
 * upstream: see the engine's gradient gate.
 *
 * @param layers pattern over layer names
 * @param ratio share of the eligible layers
 * @param factor above 0
 * @param fromEpoch first epoch, from 1
 * @param toEpoch last epoch
 * @param every only every so many epochs from the first on
 * @param seed of the draw
 */
public record GradientAmplification(
        @Default("\"*\"") Glob layers,
        @Default("0.5") double ratio,
        @Default("2") double factor,
        @Default("1") long fromEpoch,
        @Default("inf") long toEpoch,
        @Default("1") long every,
        @Default("0") long seed)
        implements Method {

    public GradientAmplification {
        Limits.fraction("ratio", ratio);
        Limits.positiveFinite("factor", factor);
        Limits.atLeast("from_epoch", 1, fromEpoch);
        Limits.atLeast("to_epoch", fromEpoch, toEpoch);
        Limits.atLeast("every", 1, every);
    }

    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        int epoch = step.requireEpoch("gradient_amplification");
        if (epoch < fromEpoch || epoch > toEpoch || (epoch - fromEpoch) % every != 0 || factor == 1) {
            return Decision.keep();
        }
        int[] drawn = draw(now.layout(), epoch);
        if (drawn.length == 0) {
            return Decision.keep();
        }
        double[] factors = new double[now.layout().count(Scope.LAYER)];
        Arrays.fill(factors, 1);
        for (int layer : drawn) {
            factors[layer] = factor;
        }
        return Decision.act(
                new Action.Scale(Scope.LAYER, factors, null),
                new Decision.Engaged(Scope.LAYER, drawn),
                Double.NaN,
                drawn.length + " layers times " + Numbers.format(factor) + " in epoch " + epoch);
    }

    private int[] draw(Layout layout, int epoch) {
        List<Integer> eligible = new ArrayList<>();
        for (int layer = 0; layer < layout.layers().size(); layer++) {
            if (layers.matches(layout.layers().get(layer))) {
                eligible.add(layer);
            }
        }
        int wanted = ratio == 0 || eligible.isEmpty() ? 0 : (int) Math.max(1, Math.round(ratio * eligible.size()));
        return eligible.stream()
                .sorted(Comparator.comparingDouble(layer -> CounterRandom.uniform(seed, epoch, layer)))
                .limit(wanted)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }
}
