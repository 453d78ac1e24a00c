package io.steadygrad.measure;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import java.util.Arrays;

/**
 * How the magnitudes of each tensor's float32 entries are spread, by powers of two: bin e counts entries with {@code 2^e <= |g| <
 * 2^(e+1)}, e from -126 to 127. Made once, filled again at every reading.
 *
 * <p>A sampled histogram looks at every sixteenth cache line of 16 entries, at another sixteenth each time, and at all of a
 * tensor of up to {@value #SMALL} entries. Thread-safe while it is being filled.
 */
public final class Histograms {
    /** Bins of the exponent's bits: the first for zero and denormal numbers, the last for what is not finite. */
    public static final int BINS = 256;

    /** Entries of a tensor that is always counted whole. */
    public static final int SMALL = 4096;

    private static final int SAMPLED = 16;
    private static final int BIAS = 127;

    private final int[][] counts;
    private final boolean[] whole;
    private final int every;
    private int phase = -1;

    private Histograms(GradientSet set, int every) {
        this.every = every;
        this.counts = new int[set.size()][BINS];
        this.whole = new boolean[set.size()];
        for (int t = 0; t < set.size(); t++) {
            if (set.get(t).gradient().type() != Elements.Type.FLOAT32) {
                throw new IllegalArgumentException("Histograms are made of float32 gradients, but '"
                        + set.get(t).parameter().name() + "' is "
                        + set.get(t).gradient().type());
            }
            whole[t] = every == 1 || set.get(t).gradient().size() <= SMALL;
        }
    }

    /** Of every sixteenth cache line. */
    public static Histograms sampled(GradientSet set) {
        return new Histograms(set, SAMPLED);
    }

    /** Of every entry. */
    public static Histograms full(GradientSet set) {
        return new Histograms(set, 1);
    }

    /** Entries of a tensor that were looked at in the bin of an exponent, -126 to 127. */
    public int count(int tensor, int exponent) {
        return counts[tensor][exponent + BIAS];
    }

    /** Entries that were looked at and are zero or denormal (below 2^-126). */
    public int zeroOrDenormal(int tensor) {
        return counts[tensor][0];
    }

    /** Entries that were looked at and are NaN or infinite. */
    public int nonFinite(int tensor) {
        return counts[tensor][BINS - 1];
    }

    /** Entries of a tensor that were looked at. */
    public long total(int tensor) {
        return Arrays.stream(counts[tensor]).asLongStream().sum();
    }

    /** Forgets the last reading and moves on to the next lines; an executor calls it. */
    public void begin() {
        phase = (phase + 1) % every;
        for (int[] bins : counts) {
            Arrays.fill(bins, 0);
        }
    }

    /** The lines of a tensor to look at: one of so many. */
    public int every(int tensor) {
        return whole[tensor] ? 1 : every;
    }

    /** The first line to look at in a stretch that starts at a multiple of sixteen lines. */
    public int firstLine(int tensor) {
        return whole[tensor] ? 0 : phase;
    }

    /** Adds what was counted in a stretch of a tensor: several histograms one after the other, cleared in passing. */
    public void add(int tensor, int[] parts) {
        int[] bins = counts[tensor];
        synchronized (bins) {
            for (int from = 0; from < parts.length; from += BINS) {
                for (int i = 0; i < BINS; i++) {
                    bins[i] += parts[from + i];
                }
            }
        }
        Arrays.fill(parts, 0);
    }
}
