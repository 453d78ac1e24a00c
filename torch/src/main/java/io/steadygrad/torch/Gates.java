package io.steadygrad.torch;

import io.steadygrad.gradient.Glob;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Step;
import io.steadygrad.model.Tap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GradientGate} behind every layer whose name matches, each with a control of its own: {@code model.tap(new
 * Gates(Glob.parse("hidden.*"), chain))}. Amplifying gates compound: with a factor of 2 behind each of n layers, the first layer's
 * gradient grows by 2^n (Basodi et al. 2020 amplify inside backward); {@code scale(2)} is the chain for it. Not thread-safe.
 */
public final class Gates implements Tap, AutoCloseable {
    private final Glob layers;
    private final Chain chain;
    private final Map<String, Optional<GradientGate>> gates = new LinkedHashMap<>();
    private @Nullable Step now;

    /** @param layers pattern over layer names */
    public Gates(Glob layers, Chain chain) {
        this.layers = layers;
        this.chain = chain;
    }

    @Override
    public Tensor through(String layer, Tensor activation) {
        Optional<GradientGate> gate = gates.computeIfAbsent(
                layer, name -> layers.matches(name) ? Optional.of(new GradientGate(name, chain)) : Optional.empty());
        if (gate.isEmpty()) {
            return activation;
        }
        if (now != null) {
            gate.get().at(now);
        }
        return gate.get().forward(activation);
    }

    /** Where the run stands, for methods that ask; to be called before each forward pass. */
    public void at(Step step) {
        now = step;
    }

    /** The gates that have been passed so far, by layer. */
    public Map<String, GradientGate> gates() {
        Map<String, GradientGate> passed = new LinkedHashMap<>();
        gates.forEach((layer, gate) -> gate.ifPresent(it -> passed.put(layer, it)));
        return passed;
    }

    @Override
    public void close() {
        gates().values().forEach(GradientGate::close);
    }
}
