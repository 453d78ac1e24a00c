package io.steadygrad.training;

/** How targets lie in memory for a loss. */
public enum TargetForm {
    /** Numbers in the shape of the output. */
    NUMBERS,
    /** Classes, written as 0 or 1 for each unit of the output. */
    ONE_HOT,
    /** One 64-bit class index for each row of units of the output. */
    INDICES
}
