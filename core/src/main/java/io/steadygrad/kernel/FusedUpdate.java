package io.steadygrad.kernel;

/**
 * An optimizer's update at one step, its numbers ready, as loops over blocks of one tensor in the first-level cache: every
 * element from its own gradient and moments and, where the rule asks for them, from a few sums over the tensor.
 *
 * <p>Each loop exists twice. In float32 it rounds after every operation, as LibTorch rounds, and stores what leaves the
 * type's range as its largest number; it must be plain enough for the JIT compiler to vectorise: arrays in local variables,
 * no branch inside. In float64 it is the equation itself, for float64 weights and wherever float32 will not do.
 */
public interface FusedUpdate {
    /**
     * The least number that may keep a divisor sqrt(v) from 0 in float32: where the square of a gradient underflows, and v
     * stays 0, it is still larger than the gradient.
     */
    double LEAST_DIVISOR = 1e-20;

    /** How many moments the loops read and write. */
    int moments();

    /** How many sums over a whole tensor an update needs, such as squared norms; all together they cost one extra read. */
    default int sums() {
        return 0;
    }

    /** Whether float32 is as good as float64 but for rounding. */
    default boolean fitsFloat32() {
        return true;
    }

    /** Adds a block's part to the sums, before any element of the tensor is updated. Changes nothing in memory: all blocks are scratch. */
    default void survey(double[] weight, double[] gradient, double[][] moments, int count, double[] sums) {}

    /** The same in float32. */
    default void survey(float[] weight, float[] gradient, float[][] moments, int count, double[] sums) {}

    /**
     * Updates the first {@code count} elements of a block in place.
     *
     * @param gradient of the loss, after control; may be used as scratch
     * @param moments one block per moment
     * @param sums what {@link #survey} added up over the whole tensor
     */
    void update(double[] weight, double[] gradient, double[][] moments, int count, double[] sums);

    /** The same in float32. */
    void update(float[] weight, float[] gradient, float[][] moments, int count, double[] sums);

    /** Infinity becomes the largest number; NaN stays. */
    static float clamp(float x) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, x));
    }

    /** 1, -1 or 0: {@link Math#signum} of floats is not vectorised by older compilers. */
    static float sign(float x) {
        return Math.max(-1, Math.min(1, x * 0x1p100f * 0x1p100f));
    }

    /** The sum of squares: eight running sums, since one would make every addition wait for the one before. */
    static double squares(float[] x, int count) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
            e += (double) x[i + 4] * x[i + 4];
            f += (double) x[i + 5] * x[i + 5];
            g += (double) x[i + 6] * x[i + 6];
            h += (double) x[i + 7] * x[i + 7];
        }
        for (; i < count; i++) {
            a += (double) x[i] * x[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /**
     * <pre>
     * g = factor g + decay w
     * b = momentum b + g           with momentum
     * w = w - rate (g | b | g + momentum b)
     * </pre>
     */
    record Sgd(double rate, double momentum, boolean nesterov, double decay) implements FusedUpdate {
        @Override
        public int moments() {
            return momentum == 0 ? 0 : 1;
        }

        @Override
        public void update(double[] w, double[] gradient, double[][] moments, int count, double[] sums) {
            for (int i = 0; i < count; i++) {
                double g = decay == 0 ? gradient[i] : gradient[i] + decay * w[i];
                if (momentum != 0) {
                    double b = momentum * moments[0][i] + g;
                    moments[0][i] = b;
                    g = nesterov ? g + momentum * b : b;
                }
                w[i] -= rate * g;
            }
        }

        @Override
        public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
            float lr = (float) rate;
            float keep = (float) momentum;
            addDecay(decay, w, g, count);
            if (momentum == 0) {
                for (int i = 0; i < count; i++) {
                    w[i] = clamp(w[i] - lr * g[i]);
                }
                return;
            }
            float[] b = moments[0];
            for (int i = 0; i < count; i++) {
                b[i] = clamp(keep * b[i] + g[i]);
            }
            if (nesterov) {
                for (int i = 0; i < count; i++) {
                    w[i] = clamp(w[i] - lr * (g[i] + keep * b[i]));
                }
            } else {
                for (int i = 0; i < count; i++) {
                    w[i] = clamp(w[i] - lr * b[i]);
                }
            }
        }
    }

    /**
     * <pre>
     * g = factor g + decay w
     * m = beta1 m + gain1 g,   v = beta2 v + (gain2 g) g
     * w = keep w - (rate m) / (root sqrt(v) + eps)
     * </pre>
     */
    record Adam(
            double beta1,
            double gain1,
            double beta2,
            double gain2,
            double rate,
            double root,
            double eps,
            double keep,
            double decay)
            implements FusedUpdate {
        @Override
        public int moments() {
            return 2;
        }

        @Override
        public boolean fitsFloat32() {
            return eps >= LEAST_DIVISOR;
        }

        @Override
        public void update(double[] w, double[] g, double[][] moments, int count, double[] sums) {
            double[] m = moments[0];
            double[] v = moments[1];
            if (decay != 0) {
                for (int i = 0; i < count; i++) {
                    g[i] += decay * w[i];
                }
            }
            for (int i = 0; i < count; i++) {
                m[i] = beta1 * m[i] + gain1 * g[i];
            }
            for (int i = 0; i < count; i++) {
                v[i] = beta2 * v[i] + gain2 * g[i] * g[i];
            }
            if (eps > 0) {
                for (int i = 0; i < count; i++) {
                    w[i] = keep * w[i] - rate * m[i] / (root * Math.sqrt(v[i]) + eps);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    w[i] = keep * w[i] - (v[i] == 0 ? 0 : rate * m[i] / (root * Math.sqrt(v[i])));
                }
            }
        }

        @Override
        public void update(float[] w, float[] g, float[][] moments, int count, double[] sums) {
            float[] m = moments[0];
            float[] v = moments[1];
            float b1 = (float) beta1, b2 = (float) beta2, g1 = (float) gain1, g2 = (float) gain2;
            float r = (float) rate, s = (float) root, e = (float) eps, k = (float) keep;
            addDecay(decay, w, g, count);
            for (int i = 0; i < count; i++) {
                float mean = b1 * m[i] + g1 * g[i];
                float variance = Math.min(b2 * v[i] + g2 * g[i] * g[i], Float.MAX_VALUE);
                m[i] = mean;
                v[i] = variance;
                w[i] = k * w[i] - r * mean / (s * (float) Math.sqrt(variance) + e);
            }
        }
    }

    /** Adds weight decay to gradients, where there is any. */
    static void addDecay(double decay, float[] w, float[] g, int count) {
        float d = (float) decay;
        if (d != 0) {
            for (int i = 0; i < count; i++) {
                g[i] += d * w[i];
            }
        }
    }
}
