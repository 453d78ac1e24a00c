package io.steadygrad.initializer;

/** Which side of a layer an initializer keeps at constant variance: forward activations (in) or backward gradients (out). */
public enum Fan {
    IN,
    OUT;

    int of(WeightShape shape) {
        return this == IN ? shape.fanIn() : shape.fanOut();
    }
}
