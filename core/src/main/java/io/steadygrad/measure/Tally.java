package io.steadygrad.measure;

import io.steadygrad.gradient.Norm;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Running sums of one reading, a slot for each tensor (or each unit): powers of magnitudes, the largest magnitude, the
 * plain sum. A sum of powers is kept in units of {@code 2^(exponent * p)}, so that no finite input over- or underflows it; the
 * exponent is 0 unless the plain sum did.
 */
public final class Tally {
    private final double[] orders;
    private final double[][] powerSums;
    private int @Nullable [][] exponents;
    private final double[] largest;
    private final double[] sums;
    private final long[] counts;
    private final double @Nullable [] factors;

    /**
     * Empty sums.
     *
     * @param orders the finite orders p to sum powers for
     * @param counts elements in each slot
     */
    public Tally(double[] orders, long[] counts) {
        this.orders = orders;
        this.counts = counts;
        this.powerSums = new double[orders.length][counts.length];
        this.largest = new double[counts.length];
        this.sums = new double[counts.length];
        this.factors = null;
    }

    private Tally(Tally read, double[] factors) {
        this.orders = read.orders;
        this.counts = read.counts;
        this.powerSums = read.powerSums;
        this.exponents = read.exponents;
        this.largest = read.largest;
        this.sums = read.sums;
        this.factors = factors;
    }

    public int slots() {
        return counts.length;
    }

    public int orders() {
        return orders.length;
    }

    public double order(int index) {
        return orders[index];
    }

    /** Adds one block's part: its plain sum and its largest magnitude (NaN where an entry is NaN). */
    public void add(int slot, double sum, double largestMagnitude) {
        sums[slot] += sum;
        largest[slot] = Math.max(largest[slot], largestMagnitude);
    }

    /** Adds one block's sum of {@code |g|^p} for the order of that index. */
    public void addPowers(int slot, int order, double sumOfPowers) {
        powerSums[order][slot] += sumOfPowers;
    }

    /**
     * Whether the plain sum of an order left the range of float64, or came so near its end that it has lost digits or that
     * several such sums would leave it, although every entry is finite.
     */
    public boolean outOfRange(int slot, int order) {
        double sum = powerSums[order][slot];
        double max = largest[slot];
        return max > 0 && max < Double.POSITIVE_INFINITY && (sum > 0x1p900 || sum < 0x1p-900);
    }

    /** Starts a slot's sum of one order again, in units of {@code 2^(exponent * p)}. */
    public void restart(int slot, int order, int exponent) {
        powerSums[order][slot] = 0;
        setExponent(slot, order, exponent);
    }

    /** Threads share slots; nearly always there is no exponent to be kept. */
    private synchronized void setExponent(int slot, int order, int exponent) {
        if (exponents == null) {
            exponents = new int[orders.length][counts.length];
        }
        exponents[order][slot] = exponent;
    }

    private int exponent(int order, int slot) {
        return exponents == null ? 0 : exponents[order][slot];
    }

    private double factor(int slot) {
        return factors == null ? 1 : factors[slot];
    }

    /** The exponent that brings a slot's largest entry to between 1 and 2. */
    public int fittingExponent(int slot) {
        return Math.getExponent(Math.max(largest[slot], Double.MIN_NORMAL));
    }

    /** The same sums after each slot was multiplied by a factor; shares the sums with this one. */
    Tally scaled(IntToDoubleFunction factorOf) {
        double[] changed = new double[counts.length];
        for (int slot = 0; slot < changed.length; slot++) {
            changed[slot] = factor(slot) * factorOf.applyAsDouble(slot);
        }
        return new Tally(this, changed);
    }

    public double largest(int slot) {
        return largest[slot] * factor(slot);
    }

    public double mean(int slot) {
        return counts[slot] == 0 ? 0 : sums[slot] / counts[slot] * factor(slot);
    }

    /** The norm over several slots together; 0 for none. NaN or infinite where an entry is. */
    public double norm(Norm norm, int[] slots) {
        if (norm.isMax()) {
            double max = 0;
            for (int slot : slots) {
                max = Math.max(max, largest(slot));
            }
            return max;
        }
        int order = indexOf(norm.p());
        for (int slot : slots) {
            if (factor(slot) != factor(slots[0])) {
                return normOfUnequallyScaled(norm, slots, order);
            }
        }
        return slots.length == 0 ? 0 : factor(slots[0]) * unscaled(norm, slots, order);
    }

    /** The norm of one slot. */
    public double norm(Norm norm, int slot) {
        return norm(norm, new int[] {slot});
    }

    private double unscaled(Norm norm, int[] slots, int order) {
        double p = orders[order];
        int exponent = Integer.MIN_VALUE;
        boolean same = true;
        for (int slot : slots) {
            if (largest[slot] != 0) { // the unit of a sum that is zero says nothing
                same &= exponent == Integer.MIN_VALUE || exponent(order, slot) == exponent;
                exponent = Math.max(exponent, exponent(order, slot));
            }
        }
        if (exponent == Integer.MIN_VALUE) {
            return 0;
        }
        double total = 0;
        long count = 0;
        for (int slot : slots) {
            double part = powerSums[order][slot];
            total += same || part == 0 ? part : part * Math.pow(2, (exponent(order, slot) - exponent) * p);
            count += counts[slot];
        }
        double magnitude = root(norm.mean() ? total / Math.max(1, count) : total, p);
        return exponent == 0 ? magnitude : Math.scalb(magnitude, exponent);
    }

    private double normOfUnequallyScaled(Norm norm, int[] slots, int order) {
        double max = 0;
        long count = 0;
        for (int slot : slots) {
            max = Math.max(max, factor(slot) * unscaled(new Norm(norm.p(), false), new int[] {slot}, order));
            count += counts[slot];
        }
        if (max == 0 || !(max < Double.POSITIVE_INFINITY)) {
            return max;
        }
        double total = 0;
        for (int slot : slots) {
            double part = factor(slot) * unscaled(new Norm(norm.p(), false), new int[] {slot}, order);
            total += Math.pow(part / max, norm.p());
        }
        return max * root(norm.mean() ? total / count : total, norm.p());
    }

    private int indexOf(double p) {
        for (int i = 0; i < orders.length; i++) {
            if (orders[i] == p) {
                return i;
            }
        }
        throw new IllegalStateException(
                "Powers of order " + p + " were not asked for; a method's needs() must name its norms");
    }

    private static double root(double sum, double p) {
        return p == 2 ? Math.sqrt(sum) : p == 1 ? sum : Math.pow(sum, 1 / p);
    }
}
