package io.steadygrad.kernel;

import io.steadygrad.gradient.Subset;
import io.steadygrad.method.Action;

/**
 * An action that is still to be applied.
 *
 * @param subset the parameters that it is for; its groups are numbered in their layout
 */
public record Pending(Action action, Subset subset) {}
