package io.steadygrad.kernel;

/** The unit of work: so many elements are widened to float64, changed and measured while they are in the first-level cache. */
final class Blocks {
    static final int SIZE = 1024;

    private Blocks() {}
}
