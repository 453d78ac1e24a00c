package io.steadygrad.gradient;

import java.util.List;

/**
 * The tensors of a set cut into pieces of at most {@value #SIZE} elements: what threads share, and what sums are added up
 * from in a fixed order.
 */
public final class Pieces {
    /** Elements of a piece: large enough that handing it out costs nothing, small enough for the second-level cache. */
    public static final int SIZE = 1 << 14;

    private final int[] tensors;
    private final int[] starts;
    private final int[] sizes;
    private final long[] offsets;

    Pieces(List<GradientSet.Entry> entries) {
        int count = 0;
        offsets = new long[entries.size() + 1];
        for (int t = 0; t < entries.size(); t++) {
            int size = entries.get(t).gradient().size();
            count += (size + SIZE - 1) / SIZE;
            offsets[t + 1] = offsets[t] + size;
        }
        tensors = new int[count];
        starts = new int[count];
        sizes = new int[count];
        int piece = 0;
        for (int t = 0; t < entries.size(); t++) {
            int size = entries.get(t).gradient().size();
            for (int from = 0; from < size; from += SIZE) {
                tensors[piece] = t;
                starts[piece] = from;
                sizes[piece++] = Math.min(SIZE, size - from);
            }
        }
    }

    public int count() {
        return tensors.length;
    }

    /** Which tensor of the set a piece is of. */
    public int tensor(int piece) {
        return tensors[piece];
    }

    /** The index in its tensor of a piece's first element. */
    public int start(int piece) {
        return starts[piece];
    }

    public int size(int piece) {
        return sizes[piece];
    }

    /** Elements before a tensor. */
    public long offset(int tensor) {
        return offsets[tensor];
    }

    /** Elements in all pieces. */
    public long elements() {
        return offsets[offsets.length - 1];
    }
}
