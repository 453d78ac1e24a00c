package io.steadygrad.study;

/** What happens to the last batch of an epoch when it is not full. */
public enum LastBatch {
    KEEP,
    DROP
}
