package io.steadygrad.model;

/** What normalises a layer's output before its activation: nothing, statistics of the batch, or of each row's own units. */
public enum Norm {
    NONE,
    BATCH,
    LAYER
}
