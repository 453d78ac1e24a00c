package io.steadygrad.gradient;

/** Which elements share one magnitude, and so one factor. From fine to coarse. */
public enum Scope {
    /** Each element by itself; its magnitude is its absolute value. */
    ELEMENT,
    /** One output neuron or filter: a slice along the parameter's unit axis. */
    UNIT,
    /** One parameter. */
    TENSOR,
    /** All parameters of one layer, weight and bias together. */
    LAYER,
    /** All parameters of one user-named group. */
    GROUP,
    /** All parameters. */
    GLOBAL
}
