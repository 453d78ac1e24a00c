package io.steadygrad.bench;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Zeros;
import io.steadygrad.model.Model;
import io.steadygrad.model.ResNet;
import io.steadygrad.model.Stem;
import java.util.List;

/**
 * A model's parameters, all of float32, to measure with.
 *
 * @param name {@code mlp-68k}, {@code resnet50} or {@code one-400mb}
 */
public record Size(String name, Layout layout) {
    /** From small to large. */
    public static final List<String> NAMES = List.of("mlp-68k", "resnet50", "one-400mb");

    /**
     * One of {@link #NAMES}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Size named(String name) {
        return switch (name) {
            case "mlp-68k" -> mlp();
            case "resnet50" -> resnet50();
            case "one-400mb" -> large();
            default ->
                throw new IllegalArgumentException(
                        "A size is one of " + String.join(", ", NAMES) + ", not '" + name + "'");
        };
    }

    /** A perceptron 256-256-10: 68,362 numbers in 4 tensors, in the second-level cache of most processors. */
    public static Size mlp() {
        return new Size(
                "mlp-68k",
                new Layout(List.of(
                        Parameter.of("hidden.0.weight", 256, 256),
                        Parameter.of("hidden.0.bias", 256),
                        Parameter.of("output.weight", 10, 256),
                        Parameter.of("output.bias", 10))));
    }

    /** ResNet-50 with 1000 classes: 25,557,032 numbers in 161 tensors, 102 MB. */
    private static Size resnet50() {
        ResNet spec = ResNet.resnet50(1000, Stem.IMAGENET, new Zeros());
        try (Model model = spec.build(List.of(3, 224, 224), 0)) {
            return new Size("resnet50", model.layout());
        }
    }

    /** One tensor of 10,000 x 10,000 numbers: 400 MB. */
    private static Size large() {
        return new Size("one-400mb", new Layout(List.of(Parameter.of("one.weight", 10_000, 10_000))));
    }

    /** Of the gradients. */
    long bytes() {
        return 4 * layout.elements();
    }
}
