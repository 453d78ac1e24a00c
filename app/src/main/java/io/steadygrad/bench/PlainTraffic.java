package io.steadygrad.bench;

import io.steadygrad.kernel.Threads;
import io.steadygrad.torch.TensorElements;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The plainest things that can be done with a block of memory, each in several ways: the fastest of them is what this machine
 * can do. They do not know ours: LibTorch's and OpenBLAS' vectorised loops, and the JVM's own intrinsics.
 */
final class PlainTraffic {
    private static final int PIECE = 1 << 16;

    private final int size;
    private final Tensor block;
    private final Tensor other;
    private final FloatBuffer[] pieces;
    private final FloatBuffer[] copies;

    /** Two blocks of so many bytes; they belong to the scope that is open. */
    PlainTraffic(long bytes) {
        size = Math.toIntExact(bytes / 4);
        block = torch.ones(new long[] {size});
        other = torch.ones(new long[] {size});
        pieces = cut(block);
        copies = cut(other);
    }

    long bytes() {
        return 4L * size;
    }

    /** An even number of pieces, for comparing halves. */
    private static FloatBuffer[] cut(Tensor tensor) {
        FloatBuffer all = (FloatBuffer) TensorElements.of(tensor).buffer();
        int pairs = (all.limit() + 2 * PIECE - 1) / (2 * PIECE);
        int piece = (all.limit() + 2 * pairs - 1) / (2 * pairs);
        List<FloatBuffer> pieces = new ArrayList<>();
        for (int from = 0; from < all.limit(); from += piece) {
            pieces.add(all.slice(from, Math.min(piece, all.limit() - from)));
        }
        return pieces.toArray(new FloatBuffer[0]);
    }

    /** Every byte is read once. */
    List<Contender> reads() {
        return List.of(
                new Contender("sum", () -> free(() -> block.sum())),
                new Contender("dot", () -> free(() -> block.dot(block))),
                new Contender("mismatch", this::compareHalves));
    }

    /** Every byte is read once and written once elsewhere. */
    List<Contender> copies() {
        return List.of(
                new Contender("copy_", () -> free(() -> other.copy_(block))),
                new Contender(
                        "put",
                        () -> Threads.share(
                                pieces.length, size, p -> copies[p].put(0, pieces[p], 0, pieces[p].limit()))));
    }

    /** Every byte is read and written where it is. */
    List<Contender> updates() {
        Scalar one = new Scalar(1.0);
        return List.of(
                new Contender("mul_", () -> free(() -> block.mul_(one))),
                new Contender("neg_", () -> free(() -> other.neg_())));
    }

    private static void free(Runnable operator) {
        try (PointerScope scope = new PointerScope()) {
            operator.run();
        }
    }

    /** Compares each piece of one half with one of the other half; all are ones. */
    private void compareHalves() {
        int half = pieces.length / 2;
        Threads.share(half, size, p -> {
            if (pieces[p].mismatch(pieces[half + p]) == 0) {
                throw new IllegalStateException("The block is written by somebody else");
            }
        });
    }
}
