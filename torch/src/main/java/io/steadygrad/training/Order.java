package io.steadygrad.training;

import io.steadygrad.initializer.Draw;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * In which order the rows come, and where one batch ends and the next begins. Draws from a generator of its own, so that
 * the same seed gives the same batches whatever else a trial draws.
 */
final class Order implements AutoCloseable {
    private final long[] rows;
    private final Tensor inNativeMemory;
    private final int batch;
    private final Shuffle shuffle;
    private final int batches;
    private final long seed;
    private RandomGenerator random;
    private long epochs;
    private int rank = 0;
    private int ranks = 1;

    /**
     * @param batch rows of one batch; 0 for all
     * @param dropLast whether a last batch that is not full is left out
     */
    Order(long rowCount, int batch, Shuffle shuffle, boolean dropLast, long seed) {
        int size = Math.toIntExact(rowCount);
        if (batch < 0 || batch > size) {
            throw new IllegalArgumentException("A batch must have between 1 and " + size
                    + " rows, as many as there are to train on, not " + batch + ". Use a smaller batch, or full.");
        }
        this.batch = batch == 0 ? size : batch;
        this.shuffle = shuffle;
        this.batches = dropLast ? size / this.batch : (size + this.batch - 1) / this.batch;
        this.seed = seed;
        this.rows = new long[size];
        this.random = start();
        try (PointerScope scope = new PointerScope()) {
            inNativeMemory = LibTorch.keep(torch.zeros(new long[] {size}, new TensorOptions(torch.ScalarType.Long)));
        }
        write();
    }

    private RandomGenerator start() {
        random = Draw.generator(seed, "batches");
        epochs = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        if (shuffle == Shuffle.ONCE) {
            permute();
        }
        return random;
    }

    /**
     * Back, or on, to how it is after so many epochs have begun. The draws before are made again: the generator cannot be
     * wound, and one draw for each row and epoch takes a few nanoseconds.
     */
    void toEpoch(long begun) {
        if (begun < epochs) {
            random = start();
        }
        while (epochs < begun) {
            epochs++;
            if (shuffle == Shuffle.EACH_EPOCH) {
                permute();
            }
        }
        write();
    }

    /** Batches in an epoch. */
    int batches() {
        return batches;
    }

    /** To be called before each epoch, the first included. */
    void nextEpoch() {
        epochs++;
        if (shuffle == Shuffle.EACH_EPOCH) {
            permute();
            write();
        }
    }

    /** Only a part of every batch is taken from here on: rank r of n takes rows r/n to (r+1)/n of it. */
    void part(int of, int all) {
        if (batch < all) {
            throw new IllegalArgumentException("A batch of " + batch + " rows cannot be shared by " + all
                    + " ranks: each needs at least one. Use a larger batch, or fewer ranks.");
        }
        rank = of;
        ranks = all;
    }

    /** How much of a batch {@link #take} gives: 1 where it is all; 0 where there are fewer rows than ranks, and this one's are others'. */
    double share(int index) {
        long count = count(index);
        return (double) (split(count, rank + 1) - split(count, rank)) / count;
    }

    /** Whether {@link #take} begins with the batch's first row. */
    boolean takesFirst() {
        return rank == 0;
    }

    /**
     * This rank's rows of one batch of this epoch, counted from 0: taken as they lie where the order is that of the data. At least one:
     * where the last batch has none for this rank, its first.
     */
    Tensor take(Tensor from, int index) {
        long count = count(index);
        long first = split(count, rank);
        long own = split(count, rank + 1) - first;
        return own == 0 ? take(from, index, 0, 1) : take(from, index, first, own);
    }

    /** All rows of one batch of this epoch, also where they are shared. */
    Tensor takeAll(Tensor from, int index) {
        return take(from, index, 0, count(index));
    }

    private Tensor take(Tensor from, int index, long first, long count) {
        long start = (long) index * batch + first;
        if (count == rows.length && shuffle == Shuffle.NEVER) {
            return from;
        }
        return shuffle == Shuffle.NEVER
                ? from.narrow(0, start, count)
                : from.index_select(0, inNativeMemory.narrow(0, start, count));
    }

    private long count(int index) {
        return Math.min(batch, rows.length - (long) index * batch);
    }

    private long split(long count, int part) {
        return count * part / ranks;
    }

    /** Numbers of all rows of one batch of this epoch, as they lie in the data. */
    long[] rows(int index) {
        int start = Math.toIntExact((long) index * batch);
        return Arrays.copyOfRange(rows, start, Math.min(start + batch, rows.length));
    }

    private void permute() {
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long other = rows[j];
            rows[j] = rows[i];
            rows[i] = other;
        }
    }

    private void write() {
        try (PointerScope scope = new PointerScope()) {
            new LongPointer(inNativeMemory.data_ptr()).put(rows);
        }
    }

    @Override
    public void close() {
        LibTorch.release(inNativeMemory);
    }
}
