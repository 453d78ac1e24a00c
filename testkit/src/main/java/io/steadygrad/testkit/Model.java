package io.steadygrad.testkit;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters in host memory with gradients and weights, filled by numbers that depend on name and step alone. */
final class Model {
    /** Rank 0 to 3, units first and last, two groups, weights of a tensor all zero ({@code output.bias}). */
    static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("input.weight", 4, 3),
            Parameter.of("input.bias", 4),
            Parameter.of("hidden.0.weight", 3, 2, 2),
            Parameter.of("hidden.0.bias", 3),
            Parameter.of("output.weight", 3, 5).unitsLast().inGroup("head"),
            Parameter.of("output.bias", 5).inGroup("head"),
            Parameter.of("temperature"));

    private static final long SEED = 20261123;

    final GradientSet set;

    Model(Elements.Type type) {
        this(type, PARAMETERS);
    }

    Model(Elements.Type type, List<Parameter> parameters) {
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : parameters) {
            Elements weight = Elements.allocate(type, parameter.size());
            CounterRandom random = CounterRandom.of(SEED, "weight " + parameter.name());
            for (int i = 0; i < weight.size() && !parameter.name().equals("output.bias"); i++) {
                weight.set(i, float32(0.5 * random.gaussian(i)));
            }
            builder.add(parameter, Elements.allocate(type, parameter.size()), weight);
        }
        this.set = builder.build();
    }

    /** The same model with its parameters in another order. */
    static List<Parameter> reversed() {
        List<Parameter> reversed = new ArrayList<>(PARAMETERS);
        Collections.reverse(reversed);
        return reversed;
    }

    /**
     * The gradients of a step: normal numbers of standard deviation {@code scale}, 0.1 or 10 times that by tensor; a few
     * exact zeros; every sixth step is a spike, 50 times as large. Numbers beyond the type's range are its largest.
     */
    void fill(long step, double scale) {
        for (GradientSet.Entry entry : set.entries()) {
            String name = entry.parameter().name();
            CounterRandom random = CounterRandom.of(SEED, name);
            double size = Math.pow(10, Math.floorMod(name.hashCode(), 3) - 1) * (step % 6 == 0 ? 50 : 1);
            for (int i = 0; i < entry.gradient().size(); i++) {
                double value = i % 7 == 3 ? 0 : float32(size * random.gaussian(step * 1000 + i)) * scale;
                entry.gradient().set(i, Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)));
            }
        }
    }

    void fill(double value) {
        for (GradientSet.Entry entry : set.entries()) {
            for (int i = 0; i < entry.gradient().size(); i++) {
                entry.gradient().set(i, value);
            }
        }
    }

    /** One entry in the middle of the model. */
    void poison(double value) {
        set.get(3).gradient().set(1, value);
    }

    Map<String, double[]> gradients() {
        Map<String, double[]> copy = new LinkedHashMap<>();
        set.entries()
                .forEach(entry ->
                        copy.put(entry.parameter().name(), entry.gradient().toArray()));
        return copy;
    }

    Map<String, double[]> weights() {
        Map<String, double[]> copy = new LinkedHashMap<>();
        set.entries().forEach(entry -> {
            Elements weight = entry.weight();
            if (weight != null) {
                copy.put(entry.parameter().name(), weight.toArray());
            }
        });
        return copy;
    }

    /** So that float32 and float64 start from the same numbers. */
    private static double float32(double value) {
        return (float) value;
    }
}
