package io.steadygrad.torch;

import io.steadygrad.gradient.Glob;
import io.steadygrad.method.Chain;
import io.steadygrad.method.GradientAmplification;
import io.steadygrad.method.Scale;
import io.steadygrad.method.Step;
import io.steadygrad.model.Tap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GradientGate} behind every layer whose name matches, each with a control of its own: {@code model.tap(new
 * Gates(Glob.parse("hidden.*"), chain))}. Amplifying gates compound: with a factor of 2 behind each of n layers, the first layer's
 * gradient grows by 2^n. Not thread-safe.
 */
public final class Gates implements Tap, AutoCloseable {
    /** Whether the gate behind a layer is in the way at this step. */
    private interface Choice {
        boolean contains(String layer, @Nullable Step now);
    }

    private final Choice choice;
    private final Chain chain;
    private final Map<String, GradientGate> gates = new LinkedHashMap<>();
    private @Nullable Step now;

    /** @param layers pattern over layer names */
    public Gates(Glob layers, Chain chain) {
        this((layer, step) -> layers.matches(layer), chain);
    }

    private Gates(Choice choice, Chain chain) {
        this.choice = choice;
        this.chain = chain;
    }

    /**
     * Gradient amplification inside backward (Basodi et al. 2020): in each epoch gates behind the layers that the method
     * draws multiply what flows back. After backward, as a method of the step's own control, it would not compound.
     *
     * @param layers that may be drawn, by the names that the model gives them
     */
    public static Gates amplification(GradientAmplification method, List<String> layers) {
        DrawnLayers drawn = new DrawnLayers(method, layers);
        return new Gates(drawn::contains, Chain.of(new Scale(method.factor())));
    }

    @Override
    public Tensor through(String layer, Tensor activation) {
        if (!activation.requires_grad() || !choice.contains(layer, now)) {
            return activation;
        }
        GradientGate gate = gates.computeIfAbsent(layer, name -> new GradientGate(name, chain));
        if (now != null) {
            gate.at(now);
        }
        return gate.forward(activation);
    }

    /** Where the run stands, for methods that ask; to be called before each forward pass. */
    public void at(Step step) {
        now = step;
    }

    /** The gates that have been passed so far, by layer. */
    public Map<String, GradientGate> gates() {
        return Collections.unmodifiableMap(gates);
    }

    @Override
    public void close() {
        gates.values().forEach(GradientGate::close);
    }
}
