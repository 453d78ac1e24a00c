package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import java.nio.file.Path;
import java.util.List;

/**
 * What describes a network completely, but for the shape of its inputs and the seed of its first weights. Ours are records
 * whose components study files set by name; {@link Models} lists them. A user's own needs a public constructor without
 * arguments to be named in a study file as {@code {java: com.example.MyModel}}.
 */
public interface ModelSpec {

    /**
     * Makes the network.
     *
     * @param inputShape shape of one input, without the batch: {@code [features]}, {@code [channels, height, width]} or
     *     {@code [time, channels]}
     * @param seed the same seed gives the same first weights, bit by bit, whatever other threads do
     * @param type float32, or float64 for checks by finite differences
     * @throws IllegalArgumentException when the network cannot take inputs of that shape
     */
    Model build(List<Integer> inputShape, long seed, Elements.Type type);

    /** The files that the network comes from: a trial keeps their digests. */
    default List<Path> files() {
        return List.of();
    }

    /** The network in float32. */
    default Model build(List<Integer> inputShape, long seed) {
        return build(inputShape, seed, Elements.Type.FLOAT32);
    }
}
