package io.steadygrad.initializer;

import io.steadygrad.random.NormalQuantile;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Generators and fills that several initializers use. */
public final class Draw {
    private Draw() {}

    /** A generator of its own for each seed and tensor name: SplitMix64, started at a hash of both. */
    public static RandomGenerator generator(long seed, String name) {
        long hash = mix(seed + 0x9E3779B97F4A7C15L);
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return new SplittableRandom(hash);
    }

    /** The finalizer of MurmurHash3 in Stafford's variant 13: every bit of the input changes half the bits of the output. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [-limit, limit). */
    static double[] uniform(int size, double limit, RandomGenerator random) {
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (2 * random.nextDouble() - 1) * limit;
        }
        return numbers;
    }

    /** Normal with mean 0. */
    static double[] normal(int size, double sd, RandomGenerator random) {
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = gaussian(random) * sd;
        }
        return numbers;
    }

    /**
     * Standard normal, of the upper 52 of the generator's next 64 bits: the same on every JDK, which Java's own
     * {@code nextGaussian} is not.
     */
    public static double gaussian(RandomGenerator random) {
        return NormalQuantile.of(((random.nextLong() >>> 12) + 0.5) * 0x1p-52);
    }

    /** What must hold for a spread: finite and not negative. */
    static void spread(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a finite number of at least 0, not " + value);
        }
    }
}
