package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API on the memory itself. Float vectors are half as wide as double vectors, so that one of them widens into one
 * of those; one width per element type in the whole JVM is also what the JIT compiler needs to keep vectors in registers.
 */
final class VectorKernel implements Kernel {
    private static final VectorSpecies<Double> WIDE = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(
            float.class, jdk.incubator.vector.VectorShape.forBitSize(WIDE.vectorBitSize() / 2));
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int STEP = FLOATS.length();
    private static final int BITS = INTS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long LINE = 64;

    /** Processors fetch ahead within a page of 4 kB only: one byte read so far ahead lets them begin the next page early. */
    private static final long AHEAD = 1024;

    /** Where the four histograms begin, for sixteen neighbours. */
    private static final int[] TURNS = {
        0, 256, 512, 768, 0, 256, 512, 768, 0, 256, 512, 768, 0, 256, 512, 768
    };

    private static final ThreadLocal<int[]> BINS = ThreadLocal.withInitial(() -> new int[BITS]);

    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITE = 0x7f800000;

    /** All memory of the process: absolute addresses save an object and a check per tensor. */
    private static final MemorySegment EVERYWHERE = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static int read;

    VectorKernel() {
        if (STEP != 8 && STEP != 4) {
            throw new UnsupportedOperationException("float vectors of " + STEP + " lanes");
        }
    }

    @Override
    public String name() {
        return "vector (" + WIDE.vectorBitSize() + " bits)";
    }

    private static MemorySegment memory(Elements values) {
        return MemorySegment.ofBuffer((FloatBuffer) values.buffer());
    }

    private static MemorySegment base(MemorySegment memory) {
        return memory.isNative() ? EVERYWHERE : memory;
    }

    private static long start(MemorySegment memory, int from) {
        return (memory.isNative() ? memory.address() : 0) + 4L * from;
    }

    /** Keeps reads ahead from being left out by the JIT compiler. */
    private static void keep(int touched) {
        read = touched;
    }

    private static FloatVector load(MemorySegment memory, long at) {
        return FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER);
    }

    private static DoubleVector widen(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, WIDE, 0);
    }

    @Override
    public void squares(Elements values, int from, int count, Survey sums) {
        MemorySegment memory = memory(values);
        int whole = count - count % Survey.LANES;
        if (STEP == 8) {
            squaresOfEight(base(memory), start(memory, from), whole, sums);
        } else {
            squaresOfFour(base(memory), start(memory, from), whole, sums);
        }
        if (whole < count) {
            sums.addSquares(rest(values, from + whole, count - whole));
        }
    }

    private static float[] rest(Elements values, int from, int count) {
        float[] rest = new float[count];
        ((FloatBuffer) values.buffer()).get(from, rest);
        return rest;
    }

    private static void squaresOfEight(MemorySegment memory, long start, int count, Survey sums) {
        DoubleVector q0 = DoubleVector.fromArray(WIDE, sums.squares, 0);
        DoubleVector q1 = DoubleVector.fromArray(WIDE, sums.squares, 8);
        int touched = 0;
        long end = start + 4L * count;
        for (long at = start; at < end; at += 4 * Survey.LANES) {
            touched += memory.get(ValueLayout.JAVA_BYTE, Math.min(at + AHEAD, end - 1));
            DoubleVector x = widen(load(memory, at));
            DoubleVector y = widen(load(memory, at + 32));
            // The square of a float is exact in a double, so that fusing it with the addition changes no bit.
            q0 = x.fma(x, q0);
            q1 = y.fma(y, q1);
        }
        q0.intoArray(sums.squares, 0);
        q1.intoArray(sums.squares, 8);
        keep(touched);
    }

    private static void squaresOfFour(MemorySegment memory, long start, int count, Survey sums) {
        DoubleVector q0 = DoubleVector.fromArray(WIDE, sums.squares, 0);
        DoubleVector q1 = DoubleVector.fromArray(WIDE, sums.squares, 4);
        DoubleVector q2 = DoubleVector.fromArray(WIDE, sums.squares, 8);
        DoubleVector q3 = DoubleVector.fromArray(WIDE, sums.squares, 12);
        long end = start + 4L * count;
        for (long at = start; at < end; at += 4 * Survey.LANES) {
            DoubleVector a = widen(load(memory, at));
            DoubleVector b = widen(load(memory, at + 16));
            DoubleVector c = widen(load(memory, at + 32));
            DoubleVector d = widen(load(memory, at + 48));
            q0 = a.fma(a, q0);
            q1 = b.fma(b, q1);
            q2 = c.fma(c, q2);
            q3 = d.fma(d, q3);
        }
        q0.intoArray(sums.squares, 0);
        q1.intoArray(sums.squares, 4);
        q2.intoArray(sums.squares, 8);
        q3.intoArray(sums.squares, 12);
    }

    @Override
    public void survey(Elements values, int from, int count, Survey sums) {
        MemorySegment memory = memory(values);
        int whole = count - count % Survey.LANES;
        if (STEP == 8) {
            rowsOfEight(base(memory), start(memory, from), whole, sums);
        } else {
            rowsOfFour(base(memory), start(memory, from), whole, sums);
        }
        if (whole < count) {
            sums.add(rest(values, from + whole, count - whole), 0, count - whole);
        }
    }

    private static void rowsOfEight(MemorySegment memory, long start, int count, Survey sums) {
        DoubleVector q0 = DoubleVector.fromArray(WIDE, sums.squares, 0);
        DoubleVector q1 = DoubleVector.fromArray(WIDE, sums.squares, 8);
        DoubleVector s0 = DoubleVector.fromArray(WIDE, sums.sums, 0);
        DoubleVector s1 = DoubleVector.fromArray(WIDE, sums.sums, 8);
        IntVector largest = IntVector.zero(INTS);
        IntVector zeros = IntVector.zero(INTS);
        int touched = 0;
        long end = start + 4L * count;
        for (long at = start; at < end; at += 4 * Survey.LANES) {
            touched += memory.get(ValueLayout.JAVA_BYTE, Math.min(at + AHEAD, end - 1));
            DoubleVector x = widen(load(memory, at));
            DoubleVector y = widen(load(memory, at + 32));
            // The square of a float is exact in a double, so that fusing it with the addition changes no bit.
            q0 = x.fma(x, q0);
            q1 = y.fma(y, q1);
            s0 = s0.add(x);
            s1 = s1.add(y);
            IntVector bits = IntVector.fromMemorySegment(INTS, memory, at, ORDER).and(MAGNITUDE);
            largest = largest.max(bits);
            zeros = zeros.add(1, bits.eq(0));
        }
        q0.intoArray(sums.squares, 0);
        q1.intoArray(sums.squares, 8);
        s0.intoArray(sums.sums, 0);
        s1.intoArray(sums.sums, 8);
        keep(touched);
        finish(largest, zeros, sums);
    }

    private static void rowsOfFour(MemorySegment memory, long start, int count, Survey sums) {
        DoubleVector q0 = DoubleVector.fromArray(WIDE, sums.squares, 0);
        DoubleVector q1 = DoubleVector.fromArray(WIDE, sums.squares, 4);
        DoubleVector q2 = DoubleVector.fromArray(WIDE, sums.squares, 8);
        DoubleVector q3 = DoubleVector.fromArray(WIDE, sums.squares, 12);
        DoubleVector s0 = DoubleVector.fromArray(WIDE, sums.sums, 0);
        DoubleVector s1 = DoubleVector.fromArray(WIDE, sums.sums, 4);
        DoubleVector s2 = DoubleVector.fromArray(WIDE, sums.sums, 8);
        DoubleVector s3 = DoubleVector.fromArray(WIDE, sums.sums, 12);
        IntVector largest = IntVector.zero(INTS);
        IntVector zeros = IntVector.zero(INTS);
        long end = start + 4L * count;
        for (long at = start; at < end; at += 4 * Survey.LANES) {
            DoubleVector a = widen(load(memory, at));
            DoubleVector b = widen(load(memory, at + 16));
            DoubleVector c = widen(load(memory, at + 32));
            DoubleVector d = widen(load(memory, at + 48));
            q0 = a.fma(a, q0);
            q1 = b.fma(b, q1);
            q2 = c.fma(c, q2);
            q3 = d.fma(d, q3);
            s0 = s0.add(a);
            s1 = s1.add(b);
            s2 = s2.add(c);
            s3 = s3.add(d);
            for (int half = 0; half < 4 * Survey.LANES; half += 4 * BITS) {
                IntVector bits =
                        IntVector.fromMemorySegment(INTS, memory, at + half, ORDER).and(MAGNITUDE);
                largest = largest.max(bits);
                zeros = zeros.add(1, bits.eq(0));
            }
        }
        q0.intoArray(sums.squares, 0);
        q1.intoArray(sums.squares, 4);
        q2.intoArray(sums.squares, 8);
        q3.intoArray(sums.squares, 12);
        s0.intoArray(sums.sums, 0);
        s1.intoArray(sums.sums, 4);
        s2.intoArray(sums.sums, 8);
        s3.intoArray(sums.sums, 12);
        finish(largest, zeros, sums);
    }

    /** As integers, magnitudes are ordered as they are as floats, with NaN above infinity. */
    private static void finish(IntVector largest, IntVector zeros, Survey sums) {
        int bits = largest.reduceLanes(VectorOperators.MAX);
        sums.largest = Math.max(sums.largest, bits > INFINITE ? Float.NaN : Float.intBitsToFloat(bits));
        sums.zeros += zeros.reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void histogram(Elements values, int from, int count, int line, int every, int[] counts) {
        MemorySegment memory = memory(values);
        MemorySegment base = base(memory);
        long start = start(memory, from);
        long end = start + 4L * count;
        IntVector turns = IntVector.fromArray(INTS, TURNS, 0);
        int[] bins = BINS.get();
        for (long at = start + line * LINE; at < end; at += every * LINE) {
            long last = Math.min(at + LINE, end);
            long element = at;
            for (; element + 4L * BITS <= last; element += 4L * BITS) {
                IntVector.fromMemorySegment(INTS, base, element, ORDER)
                        .lanewise(VectorOperators.LSHR, 23)
                        .and(255)
                        .add(turns)
                        .intoArray(bins, 0);
                for (int i = 0; i < BITS; i++) {
                    counts[bins[i]]++;
                }
            }
            for (; element < last; element += 4) {
                int bits = base.get(ValueLayout.JAVA_INT_UNALIGNED, element);
                counts[TURNS[(int) (element - at) / 4] | (bits >>> 23 & 255)]++;
            }
        }
    }

    @Override
    public void scale(Elements values, int from, int count, float factor) {
        MemorySegment memory = memory(values);
        MemorySegment base = base(memory);
        long start = start(memory, from);
        int whole = count - count % (2 * STEP);
        long end = start + 4L * whole;
        // Two at a time: see the updates.
        for (long at = start; at < end; at += 8L * STEP) {
            load(base, at).mul(factor).intoMemorySegment(base, at, ORDER);
            load(base, at + 4L * STEP).mul(factor).intoMemorySegment(base, at + 4L * STEP, ORDER);
        }
        FloatBuffer buffer = (FloatBuffer) values.buffer();
        for (int i = from + whole; i < from + count; i++) {
            buffer.put(i, buffer.get(i) * factor);
        }
    }

    @Override
    public void update(
            FusedUpdate rule,
            float factor,
            Elements weight,
            Elements gradient,
            Elements[] moments,
            int from,
            int count) {
        int whole = count - count % (2 * STEP);
        MemorySegment w = memory(weight);
        MemorySegment g = memory(gradient);
        if (rule instanceof FusedUpdate.Adam adam) {
            MemorySegment m = memory(moments[0]);
            MemorySegment v = memory(moments[1]);
            adam(adam, factor, base(w), start(w, from), base(g), start(g, from), base(m), start(m, from), base(v),
                    start(v, from), 4L * whole);
        } else if (rule instanceof FusedUpdate.Sgd sgd) {
            if (sgd.momentum() == 0) {
                descend(sgd, factor, base(w), start(w, from), base(g), start(g, from), 4L * whole);
            } else {
                MemorySegment b = memory(moments[0]);
                roll(sgd, factor, base(w), start(w, from), base(g), start(g, from), base(b), start(b, from), 4L * whole);
            }
        } else {
            whole = 0;
        }
        if (whole < count) {
            REST.update(rule, factor, weight, gradient, moments, from + whole, count - whole);
        }
    }

    /** For what is left over behind the last whole vector, and for rules that the JIT compiler makes vectors of. */
    private static final Kernel REST = new PlainKernel();

    // The loops do two vectors at a time, a cache line where they have 256 bits: a tenth faster than one on what memory brings.

    private static void adam(
            FusedUpdate.Adam u,
            float factor,
            MemorySegment weights,
            long w,
            MemorySegment gradients,
            long g,
            MemorySegment means,
            long m,
            MemorySegment variances,
            long v,
            long bytes) {
        float decay = (float) u.decay();
        float beta1 = (float) u.beta1();
        float gain1 = (float) u.gain1();
        float beta2 = (float) u.beta2();
        float gain2 = (float) u.gain2();
        float root = (float) u.root();
        float eps = (float) u.eps();
        float keep = (float) u.keep();
        float rate = (float) u.rate();
        // Written out twice: the JIT compiler does not take so large a method into the loop two times, and vectors would become objects.
        for (long at = 0; at < bytes; at += 8L * STEP) {
            long next = at + 4L * STEP;
            FloatVector w0 = load(weights, w + at);
            FloatVector w1 = load(weights, w + next);
            FloatVector g0 = load(gradients, g + at).mul(factor);
            FloatVector g1 = load(gradients, g + next).mul(factor);
            if (decay != 0) {
                g0 = g0.add(w0.mul(decay));
                g1 = g1.add(w1.mul(decay));
            }
            FloatVector m0 = load(means, m + at).mul(beta1).add(g0.mul(gain1));
            FloatVector m1 = load(means, m + next).mul(beta1).add(g1.mul(gain1));
            FloatVector v0 = load(variances, v + at).mul(beta2).add(g0.mul(gain2).mul(g0));
            FloatVector v1 = load(variances, v + next).mul(beta2).add(g1.mul(gain2).mul(g1));
            v0 = v0.blend(Float.MAX_VALUE, v0.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            v1 = v1.blend(Float.MAX_VALUE, v1.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            m0.intoMemorySegment(means, m + at, ORDER);
            m1.intoMemorySegment(means, m + next, ORDER);
            v0.intoMemorySegment(variances, v + at, ORDER);
            v1.intoMemorySegment(variances, v + next, ORDER);
            w0.mul(keep)
                    .sub(m0.mul(rate).div(v0.sqrt().mul(root).add(eps)))
                    .intoMemorySegment(weights, w + at, ORDER);
            w1.mul(keep)
                    .sub(m1.mul(rate).div(v1.sqrt().mul(root).add(eps)))
                    .intoMemorySegment(weights, w + next, ORDER);
        }
    }

    private static void descend(
            FusedUpdate.Sgd u, float factor, MemorySegment weights, long w, MemorySegment gradients, long g, long bytes) {
        for (long at = 0; at < bytes; at += 8L * STEP) {
            long next = at + 4L * STEP;
            descendVector(u, factor, weights, w + at, gradients, g + at);
            descendVector(u, factor, weights, w + next, gradients, g + next);
        }
    }

    private static void descendVector(
            FusedUpdate.Sgd u, float factor, MemorySegment weights, long w, MemorySegment gradients, long g) {
        FloatVector weight = load(weights, w);
        FloatVector gradient = load(gradients, g).mul(factor);
        if (u.decay() != 0) {
            gradient = gradient.add(weight.mul((float) u.decay()));
        }
        clamp(weight.sub(gradient.mul((float) u.rate()))).intoMemorySegment(weights, w, ORDER);
    }

    private static void roll(
            FusedUpdate.Sgd u,
            float factor,
            MemorySegment weights,
            long w,
            MemorySegment gradients,
            long g,
            MemorySegment momenta,
            long b,
            long bytes) {
        for (long at = 0; at < bytes; at += 8L * STEP) {
            long next = at + 4L * STEP;
            rollVector(u, factor, weights, w + at, gradients, g + at, momenta, b + at);
            rollVector(u, factor, weights, w + next, gradients, g + next, momenta, b + next);
        }
    }

    private static void rollVector(
            FusedUpdate.Sgd u,
            float factor,
            MemorySegment weights,
            long w,
            MemorySegment gradients,
            long g,
            MemorySegment momenta,
            long b) {
        FloatVector weight = load(weights, w);
        FloatVector gradient = load(gradients, g).mul(factor);
        if (u.decay() != 0) {
            gradient = gradient.add(weight.mul((float) u.decay()));
        }
        FloatVector momentum = clamp(load(momenta, b).mul((float) u.momentum()).add(gradient));
        momentum.intoMemorySegment(momenta, b, ORDER);
        FloatVector direction = u.nesterov() ? gradient.add(momentum.mul((float) u.momentum())) : momentum;
        clamp(weight.sub(direction.mul((float) u.rate()))).intoMemorySegment(weights, w, ORDER);
    }

    /** Infinity becomes the largest number: two comparisons, where min and max would also have to look for NaN and -0. */
    private static FloatVector clamp(FloatVector x) {
        return x.blend(Float.MAX_VALUE, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                .blend(-Float.MAX_VALUE, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
    }
}
