package io.steadygrad.training;

import io.steadygrad.model.Weight;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.torch.GradientMemory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;

/**
 * What the ranks of one training tell each other at every step: gradients, loss and running statistics, each weighted with the share
 * of the batch that it comes from, whether somebody wants to stop, and now and then a digest of the weights, which must be the same.
 */
final class Agreement {
    private static final long DIGEST_EVERY = 64;

    private final ProcessGroup group;
    private final GradientMemory memory;
    private final RunningState running;
    private boolean stop;

    Agreement(ProcessGroup group, GradientMemory memory, RunningState running) {
        this.group = group;
        this.memory = memory;
        this.running = running;
    }

    boolean alone() {
        return group.size() == 1;
    }

    /** What a run with so many ranks is called; nothing where it is one. */
    String identity() {
        return alone() ? "" : ", " + group.size() + " ranks";
    }

    /**
     * Replaces the gradients by those of the whole batch.
     *
     * @param loss mean over this rank's rows
     * @param share of the batch that these are; the gradients are multiplied with it already
     * @return mean loss over the whole batch
     * @throws IllegalStateException when the ranks' weights are no longer the same
     */
    double combine(long step, double loss, double share, BooleanSupplier wantsToStop) {
        if (alone()) {
            return loss;
        }
        group.sum(memory.block());
        boolean digests = step % DIGEST_EVERY == 0 || Long.bitCount(step) == 1;
        int ranks = group.size();
        double[] sums = new double[2 + ranks + running.size()];
        sums[0] = share == 0 ? 0 : loss * share;
        sums[1] = wantsToStop.getAsBoolean() ? 1 : 0;
        sums[2 + group.rank()] = digests ? digest() : 0;
        if (share > 0) {
            running.addTo(sums, 2 + ranks, share);
        }
        group.sum(sums);
        running.set(sums, 2 + ranks);
        stop = sums[1] > 0;
        compare(step, Arrays.copyOfRange(sums, 2, 2 + ranks));
        return sums[0];
    }

    /** Whether the run is to end after this step: the same answer on all ranks. */
    boolean stops(BooleanSupplier wantsToStop) {
        return alone() ? wantsToStop.getAsBoolean() : stop;
    }

    private static void compare(long step, double[] digests) {
        for (int rank = 1; rank < digests.length; rank++) {
            if (digests[rank] != digests[0]) {
                throw new IllegalStateException("before step " + step + " the weights of rank " + rank
                        + " are no longer those of rank 0; ranks must run the same version on processors of one kind (`steady"
                        + " doctor` tells both)");
            }
        }
    }

    private double digest() {
        CRC32C digest = new CRC32C();
        for (Weight weight : memory.weights()) {
            long bytes = weight.tensor().numel() * weight.tensor().element_size();
            ByteBuffer view =
                    new BytePointer(weight.tensor().data_ptr()).capacity(bytes).asByteBuffer();
            digest.update(view);
        }
        return digest.getValue();
    }
}
