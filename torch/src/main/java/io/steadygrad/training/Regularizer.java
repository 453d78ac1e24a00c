package io.steadygrad.training;

/** A term that is added to the training loss. Metrics do not contain it. */
public sealed interface Regularizer permits L2, Vanishing {}
