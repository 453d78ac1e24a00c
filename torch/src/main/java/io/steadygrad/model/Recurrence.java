package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;

/**
 * How a recurrent layer goes from one state to the next, for what looks at the flow of gradients through time.
 *
 * @param layer the name under which the layer shows its states to a {@link Tap}
 * @param weight from state to state, {@code [gates x units, units]}; the model's own
 */
public record Recurrence(String layer, Cell cell, Tensor weight) {}
