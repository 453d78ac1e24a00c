package io.steadygrad.gradient;

/**
 * Which entries share one magnitude, and so one factor; from fine to coarse.
 *
 * <p><b>Edges.</b> Whatever shares a factor keeps its direction; a tensor of rank 0 or 1 is one unit.
 * <p><b>Cost.</b> Finer than tensor, a change is a write of its own; from tensor on it rides into the optimizer's
 * pass.
 * <p><b>Source.</b> SteadyGrad; element and global are value and norm clipping elsewhere.
 * <p><b>Differs.</b> Libraries know element, tensor and global, Deeplearning4j also layer.
 * <p><b>Example.</b> {@code clip_by_norm(1, scope=unit)}
 */
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
