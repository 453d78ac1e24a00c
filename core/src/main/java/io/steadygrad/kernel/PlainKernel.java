package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import java.nio.FloatBuffer;

/** For any JDK: copies blocks into the first-level cache and runs loops there that the JIT compiler can vectorise. */
final class PlainKernel implements Kernel {
    private static final int BLOCK = 1024;
    private static final int LINE = 16;

    /** A block of each operand: weight, gradient, moments. */
    private static final ThreadLocal<float[][]> BLOCKS = ThreadLocal.withInitial(() -> new float[4][BLOCK]);

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void survey(Elements values, int from, int count, Survey sums) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get()[0];
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            memory.get(from + at, block, 0, n);
            int whole = n - n % Survey.LANES;
            addLanes(block, whole, 0, sums);
            addLanes(block, whole, 8, sums);
            sums.largest = Math.max(sums.largest, largest(block, whole, sums));
            if (smallest(block, whole) == 0) {
                sums.zeros += zeros(block, whole);
            }
            sums.add(block, whole, n);
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

    /** A comparison passes over NaN but costs half of {@link Math#max}; the sums tell whether there is one to look for. */
    private static float largest(float[] block, int end, Survey sums) {
        float largest = 0;
        for (int i = 0; i < end; i++) {
            float magnitude = Math.abs(block[i]);
            largest = magnitude > largest ? magnitude : largest;
        }
        if (Double.isNaN(sums.squares())) {
            for (int i = 0; i < end; i++) {
                largest = Float.isNaN(block[i]) ? Float.NaN : largest;
            }
        }
        return largest;
    }

    private static float smallest(float[] block, int end) {
        float smallest = Float.POSITIVE_INFINITY;
        for (int i = 0; i < end; i++) {
            float magnitude = Math.abs(block[i]);
            smallest = magnitude < smallest ? magnitude : smallest;
        }
        return smallest;
    }

    private static int zeros(float[] block, int end) {
        int zeros = 0;
        for (int i = 0; i < end; i++) {
            zeros += block[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    @Override
    public void histogram(Elements values, int from, int count, int line, int every, int[] counts) {
        FloatBuffer memory = (FloatBuffer) values.buffer();
        float[] block = BLOCKS.get()[0];
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
        float[] block = BLOCKS.get()[0];
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
        float[][] blocks = BLOCKS.get();
        for (int at = 0; at < count; at += BLOCK) {
            int n = Math.min(BLOCK, count - at);
            load(weight, from + at, blocks[0], n);
            load(gradient, from + at, blocks[1], n);
            for (int k = 0; k < moments.length; k++) {
                load(moments[k], from + at, blocks[2 + k], n);
            }
            if (rule instanceof FusedUpdate.Adam adam) {
                adam(adam, factor, blocks[0], blocks[1], blocks[2], blocks[3], n);
            } else if (rule instanceof FusedUpdate.Sgd sgd) {
                sgd(sgd, factor, blocks[0], blocks[1], blocks[2], n);
            }
            store(weight, from + at, blocks[0], n);
            for (int k = 0; k < moments.length; k++) {
                store(moments[k], from + at, blocks[2 + k], n);
            }
        }
    }

    private static void load(Elements values, int from, float[] block, int n) {
        ((FloatBuffer) values.buffer()).get(from, block, 0, n);
    }

    private static void store(Elements values, int from, float[] block, int n) {
        ((FloatBuffer) values.buffer()).put(from, block, 0, n);
    }

    /** In loops of few operands each: what is vectorised. */
    private static void adam(FusedUpdate.Adam u, float factor, float[] w, float[] g, float[] m, float[] v, int n) {
        prepare(factor, u.decay(), w, g, n);
        for (int i = 0; i < n; i++) {
            m[i] = u.beta1() * m[i] + u.gain1() * g[i];
        }
        for (int i = 0; i < n; i++) {
            v[i] = Math.min(u.beta2() * v[i] + u.gain2() * g[i] * g[i], Float.MAX_VALUE);
        }
        for (int i = 0; i < n; i++) {
            g[i] = u.root() * (float) Math.sqrt(v[i]) + u.eps();
        }
        for (int i = 0; i < n; i++) {
            w[i] = u.keep() * w[i] - u.rate() * m[i] / g[i];
        }
    }

    private static void sgd(FusedUpdate.Sgd u, float factor, float[] w, float[] g, float[] b, int n) {
        prepare(factor, u.decay(), w, g, n);
        if (u.momentum() != 0) {
            for (int i = 0; i < n; i++) {
                b[i] = clamp(u.momentum() * b[i] + g[i]);
            }
            if (u.nesterov()) {
                for (int i = 0; i < n; i++) {
                    g[i] = g[i] + u.momentum() * b[i];
                }
            } else {
                System.arraycopy(b, 0, g, 0, n);
            }
        }
        for (int i = 0; i < n; i++) {
            w[i] = clamp(w[i] - u.rate() * g[i]);
        }
    }

    private static void prepare(float factor, float decay, float[] w, float[] g, int n) {
        if (factor != 1) {
            for (int i = 0; i < n; i++) {
                g[i] *= factor;
            }
        }
        if (decay != 0) {
            for (int i = 0; i < n; i++) {
                g[i] += decay * w[i];
            }
        }
    }

    private static float clamp(float x) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, x));
    }
}
