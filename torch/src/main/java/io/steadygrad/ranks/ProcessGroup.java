package io.steadygrad.ranks;

import org.bytedeco.pytorch.Tensor;

/**
 * Processes that work on one training, numbered from 0: the ranks. What one calls all call, in the same order, with the same sizes;
 * each call waits for the slowest. Sums are taken in an order that depends on the number of ranks and of numbers alone, so they
 * are the same bits on every rank and in every run. Not thread-safe.
 */
public interface ProcessGroup extends AutoCloseable {
    /** One process on its own; every call returns at once. */
    ProcessGroup ALONE = new Alone();

    /** This process's number, less than {@link #size}. */
    int rank();

    /** Processes that belong together, at least 1. */
    int size();

    /**
     * Replaces each number by its sum over all ranks.
     *
     * @param numbers contiguous, in the host's memory, of one shape and type on all ranks
     * @throws LostRankException when a rank has gone
     */
    void sum(Tensor numbers);

    /**
     * Replaces each number by its sum over all ranks.
     *
     * @throws LostRankException when a rank has gone
     */
    void sum(double[] numbers);

    /**
     * What rank 0 gave, on every rank; what others gave is not looked at.
     *
     * @throws LostRankException when a rank has gone
     */
    byte[] fromFirst(byte[] bytes);

    /** Leaves the group; the others notice at their next call. */
    @Override
    void close();
}
