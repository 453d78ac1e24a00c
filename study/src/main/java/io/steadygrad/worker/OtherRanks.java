package io.steadygrad.worker;

import io.steadygrad.ranks.LostRankException;
import io.steadygrad.ranks.ProcessGroup;
import java.util.function.BooleanSupplier;

/** The ranks from 1 up of one trial, seen from rank 0. */
interface OtherRanks extends AutoCloseable {

    /**
     * Waits for all of them, and tells them what to train.
     *
     * @param stop true where it is not worth waiting any more
     */
    ProcessGroup join(BooleanSupplier stop);

    /** In words, which rank was lost and how. */
    String why(LostRankException lost);

    @Override
    void close();
}
