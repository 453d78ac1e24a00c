package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import java.nio.FloatBuffer;

/** For any JDK: copies blocks into the first-level cache and runs loops there that the JIT compiler can vectorise. */
final class PlainKernel implements Kernel {
    private static final int BLOCK = 1024;
    private static final int LINE = 16;

    private static final double[] NO_SUMS = {};
    private static final ThreadLocal<float[]> BLOCKS = ThreadLocal.withInitial(() -> new float[BLOCK]);
    private static final ThreadLocal<float[]> MOST = ThreadLocal.withInitial(() -> new float[BLOCK]);

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void squares(Elements values, int from, int count, Survey sums) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get();
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            memory.get(from + at, block, 0, n);
            int whole = n - n % Survey.LANES;
            addSquares(block, whole, 0, sums.squares);
            addSquares(block, whole, 8, sums.squares);
            for (int i = whole; i < n; i++) {
                sums.squares[i - whole] += (double) block[i] * block[i];
            }
        }
    }

    /** In eight of the sixteen lanes. */
    private static void addSquares(float[] block, int end, int first, double[] q) {
        double q0 = q[first], q1 = q[first + 1], q2 = q[first + 2], q3 = q[first + 3];
        double q4 = q[first + 4], q5 = q[first + 5], q6 = q[first + 6], q7 = q[first + 7];
        for (int i = first; i < end; i += Survey.LANES) {
            double a = block[i], b = block[i + 1], c = block[i + 2], d = block[i + 3];
            double e = block[i + 4], f = block[i + 5], g = block[i + 6], h = block[i + 7];
            q0 += a * a;
            q1 += b * b;
            q2 += c * c;
            q3 += d * d;
            q4 += e * e;
            q5 += f * f;
            q6 += g * g;
            q7 += h * h;
        }
        q[first] = q0;
        q[first + 1] = q1;
        q[first + 2] = q2;
        q[first + 3] = q3;
        q[first + 4] = q4;
        q[first + 5] = q5;
        q[first + 6] = q6;
        q[first + 7] = q7;
    }

    @Override
    public void survey(Elements values, int from, int count, Survey sums) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get();
        float[] most = MOST.get();
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            memory.get(from + at, block, 0, n);
            int whole = n - n % Survey.LANES;
            addLanes(block, whole, 0, sums);
            addLanes(block, whole, 8, sums);
            raise(most, block, whole, at == 0);
            sums.zeros += sums.countsZeros ? zeros(block, whole) : 0;
            sums.add(block, whole, n);
        }
        sums.largest = Math.max(sums.largest, largest(most, Math.min(count, BLOCK) / Survey.LANES * Survey.LANES));
    }

    /** Of each place in a block the largest magnitude so far, NaN where one is: without a reduction, which compilers do not vectorise. */
    private static void raise(float[] most, float[] block, int end, boolean first) {
        if (first) {
            for (int i = 0; i < end; i++) {
                most[i] = Math.abs(block[i]);
            }
        } else {
            for (int i = 0; i < end; i++) {
                most[i] = Math.max(most[i], Math.abs(block[i]));
            }
        }
    }

    /** Eight of the sixteen lanes: as many sums as a processor keeps in registers. */
    private static void addLanes(float[] block, int end, int first, Survey survey) {
        double[] q = survey.squares;
        double[] s = survey.sums;
        double q0 = q[first], q1 = q[first + 1], q2 = q[first + 2], q3 = q[first + 3];
        double q4 = q[first + 4], q5 = q[first + 5], q6 = q[first + 6], q7 = q[first + 7];
        double s0 = s[first], s1 = s[first + 1], s2 = s[first + 2], s3 = s[first + 3];
        double s4 = s[first + 4], s5 = s[first + 5], s6 = s[first + 6], s7 = s[first + 7];
        for (int i = first; i < end; i += Survey.LANES) {
            double a = block[i], b = block[i + 1], c = block[i + 2], d = block[i + 3];
            double e = block[i + 4], f = block[i + 5], g = block[i + 6], h = block[i + 7];
            q0 += a * a;
            q1 += b * b;
            q2 += c * c;
            q3 += d * d;
            q4 += e * e;
            q5 += f * f;
            q6 += g * g;
            q7 += h * h;
            s0 += a;
            s1 += b;
            s2 += c;
            s3 += d;
            s4 += e;
            s5 += f;
            s6 += g;
            s7 += h;
        }
        q[first] = q0;
        q[first + 1] = q1;
        q[first + 2] = q2;
        q[first + 3] = q3;
        q[first + 4] = q4;
        q[first + 5] = q5;
        q[first + 6] = q6;
        q[first + 7] = q7;
        s[first] = s0;
        s[first + 1] = s1;
        s[first + 2] = s2;
        s[first + 3] = s3;
        s[first + 4] = s4;
        s[first + 5] = s5;
        s[first + 6] = s6;
        s[first + 7] = s7;
    }

    /** A comparison passes over NaN but costs half of {@link Math#max}. */
    private static float largest(float[] magnitudes, int end) {
        float largest = 0;
        boolean nan = false;
        for (int i = 0; i < end; i++) {
            float magnitude = magnitudes[i];
            largest = magnitude > largest ? magnitude : largest;
            nan |= Float.isNaN(magnitude);
        }
        return nan ? Float.NaN : largest;
    }

    /** On bits, which compilers put into vectors; a comparison of numbers they do not. */
    private static int zeros(float[] block, int end) {
        int zeros = 0;
        for (int i = 0; i < end; i++) {
            zeros += (Float.floatToRawIntBits(block[i]) & 0x7fffffff) == 0 ? 1 : 0;
        }
        return zeros;
    }

    @Override
    public void histogram(Elements values, int from, int count, int line, int every, int[] counts) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get();
        for (int at = line * LINE; at < count; at += every * LINE) {
            int n = Math.min(LINE, count - at);
            memory.get(from + at, block, 0, n);
            for (int i = 0; i < n; i++) {
                int bin = (i & 3) << 8 | (Float.floatToRawIntBits(block[i]) >>> 23 & 255);
                counts[bin]++;
            }
        }
    }

    @Override
    public void scale(Elements values, int from, int count, float factor) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get();
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            memory.get(from + at, block, 0, n);
            for (int i = 0; i < n; i++) {
                block[i] *= factor;
            }
            memory.put(from + at, block, 0, n);
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
        FloatBlocks.of(moments.length).update(rule, factor, weight, gradient, moments, from, count, NO_SUMS);
    }
}
