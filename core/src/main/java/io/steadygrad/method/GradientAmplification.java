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
import java.util.Set;

/**
 * Multiplies the gradients of a random part of the eligible layers, drawn anew in every epoch, during some epochs.
 *
 * <pre>
 * g' = factor * g   in the layers drawn for this epoch,  else g
 * drawn:    round(ratio * eligible) layers, at least one
 * eligible: layers whose name matches `layers`
 * epochs:   from_epoch, from_epoch + every, ... up to to_epoch
 * </pre>
 *
 * <p><b>Edges.</b> With {@code ratio=0}, or where no layer is eligible, nothing is drawn. Zero stays zero; a product
 * beyond the type's range becomes its largest number. A step must say its epoch, or it is refused. The draw depends on
 * seed and epoch only.
 * <p><b>Cost.</b> One read; the factors ride into the optimizer's pass.
 * <p><b>Source.</b> Basodi, Ji, Zhang, Pan 2020 (Gradient amplification: an efficient way to train deep neural
 * networks).
 * <p><b>Differs.</b> Here after the backward pass; inside it, as a layer that is the identity forwards, the factor
 * compounds upstream: see the engine's gradient gate.
 * <p><b>Example.</b> {@code gradient_amplification(layers="hidden.*", ratio=0.5, factor=2, to_epoch=10)}
 *
 * @param layers glob over layer names, in double quotes
 * @param ratio share of the eligible layers that is drawn, from 0 to 1
 * @param factor what their gradients are multiplied by, above 0 and finite
 * @param fromEpoch the first epoch, from 1
 * @param toEpoch the last epoch, at least {@code from_epoch}
 * @param every only every so many epochs from the first on, at least 1
 * @param seed the seed of the draw
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
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, new Claim.KeepsDirection(Scope.LAYER), Claim.Exemption.DRAWS);
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
