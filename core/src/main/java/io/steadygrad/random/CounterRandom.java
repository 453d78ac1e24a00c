package io.steadygrad.random;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers addressed instead of drawn: the number at a position of a stream of a seed is a pure function of the three. So
 * threads, order of calls and what else was drawn cannot change it, and any part of a sequence can be made alone.
 *
 * <p>Philox 4x32 with 10 rounds encrypts the counter (position, stream) with the key seed. A uniform takes the upper 53 of the
 * first 64 bits; a Gaussian is the normal quantile of the upper 52 (AS 241). All of it is integer arithmetic, plain float64 and
 * {@link StrictMath}: the same bits on every processor. The uniform and the Gaussian at one position are made of the same bits;
 * take another stream where both are needed.
 *
 * <p><b>Cost.</b> About 14 ns a uniform, 28 ns a Gaussian. Immutable and thread-safe.
 * <p><b>Source.</b> Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11 (2011).
 *
 * @param seed the experiment's seed
 * @param stream what the numbers are for; different streams are independent
 */
public record CounterRandom(long seed, long stream) {
    /** Constants of Philox 4x32, for whoever makes the same numbers elsewhere. */
    public static final long MULTIPLIER_0 = 0xD2511F53L;

    public static final long MULTIPLIER_1 = 0xCD9E8D57L;
    public static final int WEYL_0 = 0x9E3779B9;
    public static final int WEYL_1 = 0xBB67AE85;
    public static final int ROUNDS = 10;

    /** A stream known by its purpose: {@code CounterRandom.of(seed, "shuffle")}. */
    public static CounterRandom of(long seed, String purpose) {
        return new CounterRandom(seed, hash(purpose));
    }

    /** FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    /** 64 uniformly distributed bits. */
    public long bits(long position) {
        return bits(seed, stream, position);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double uniform(long position) {
        return uniform(seed, stream, position);
    }

    /** Standard normal; magnitudes reach 8.2 at most. */
    public double gaussian(long position) {
        return gaussian(seed, stream, position);
    }

    /** Uniform among 0 .. bound - 1; the bias is below bound / 2^63. */
    public int below(long position, int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("The bound must be positive, it is " + bound);
        }
        return (int) Math.multiplyHigh(bits(position) >>> 1, (long) bound << 1);
    }

    /** The numbers 0 .. size - 1 in random order (Fisher and Yates), from positions 0 .. size - 1 of this stream. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** As {@link #uniform(long)}, without an object. */
    public static double uniform(long seed, long stream, long position) {
        return (bits(seed, stream, position) >>> 11) * 0x1p-53;
    }

    /** As {@link #gaussian(long)}, without an object. */
    public static double gaussian(long seed, long stream, long position) {
        return NormalQuantile.of(((bits(seed, stream, position) >>> 12) + 0.5) * 0x1p-52);
    }

    /** As {@link #bits(long)}, without an object: the first two of Philox's four words, the first one lowest. */
    public static long bits(long seed, long stream, long position) {
        int c0 = (int) position;
        int c1 = (int) (position >>> 32);
        int c2 = (int) stream;
        int c3 = (int) (stream >>> 32);
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return (long) c1 << 32 | (c0 & 0xFFFFFFFFL);
    }
}
