package io.steadygrad.torch;

import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.GradientAmplification;
import io.steadygrad.method.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which layers a {@link GradientAmplification} draws in an epoch, asked of the method itself. */
final class DrawnLayers {
    private final GradientAmplification method;
    private final List<String> layers;
    private Set<String> drawn = Set.of();
    private int drawnForEpoch;

    DrawnLayers(GradientAmplification method, List<String> layers) {
        this.method = method;
        this.layers = List.copyOf(layers);
    }

    boolean contains(String layer, @Nullable Step now) {
        if (now == null) {
            throw new IllegalArgumentException(
                    "gradient_amplification needs to know the epoch; call Gates.at(step) before each forward pass");
        }
        int epoch = now.requireEpoch("gradient_amplification");
        if (epoch != drawnForEpoch) {
            drawn = draw(now);
            drawnForEpoch = epoch;
        }
        return drawn.contains(layer);
    }

    /** Lets the method work on one gradient of 1 per layer and looks at which it has changed. */
    private Set<String> draw(Step now) {
        GradientSet.Builder ones = GradientSet.builder();
        for (String layer : layers) {
            ones.add(new Parameter(layer, layer, List.of(), 0, "default"), Elements.of(new double[] {1}));
        }
        GradientSet set = ones.build();
        GradientControl.of(method, set.layout()).apply(set, now);
        Set<String> changed = new HashSet<>();
        for (GradientSet.Entry entry : set.entries()) {
            if (entry.gradient().get(0) != 1) {
                changed.add(entry.parameter().layer());
            }
        }
        return changed;
    }
}
