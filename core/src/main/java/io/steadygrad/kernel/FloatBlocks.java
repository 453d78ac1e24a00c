package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;

/** Walks a stretch of a tensor block by block, in float32, for a rule that updates element by element. One for each thread. */
final class FloatBlocks {
    private static final ThreadLocal<FloatBlocks> MINE = ThreadLocal.withInitial(FloatBlocks::new);

    private final float[] weight = new float[Blocks.SIZE];
    private final float[] gradient = new float[Blocks.SIZE];
    private float[][] moments = {};

    private FloatBlocks() {}

    /** Those of the calling thread, with room for so many moments. */
    static FloatBlocks of(int moments) {
        FloatBlocks mine = MINE.get();
        if (mine.moments.length != moments) {
            mine.moments = new float[moments][Blocks.SIZE];
        }
        return mine;
    }

    void survey(
            FusedUpdate rule,
            float factor,
            Elements weights,
            Elements gradients,
            Elements[] remembered,
            int from,
            int count,
            double[] sums) {
        for (int at = from; at < from + count; at += Blocks.SIZE) {
            int n = Math.min(Blocks.SIZE, from + count - at);
            load(factor, weights, gradients, remembered, at, n);
            rule.survey(weight, gradient, moments, n, sums);
        }
    }

    void update(
            FusedUpdate rule,
            float factor,
            Elements weights,
            Elements gradients,
            Elements[] remembered,
            int from,
            int count,
            double[] sums) {
        for (int at = from; at < from + count; at += Blocks.SIZE) {
            int n = Math.min(Blocks.SIZE, from + count - at);
            load(factor, weights, gradients, remembered, at, n);
            rule.update(weight, gradient, moments, n, sums);
            weights.write(at, weight, n);
            for (int k = 0; k < moments.length; k++) {
                remembered[k].write(at, moments[k], n);
            }
        }
    }

    private void load(float factor, Elements weights, Elements gradients, Elements[] remembered, int at, int n) {
        weights.read(at, weight, n);
        for (int k = 0; k < moments.length; k++) {
            remembered[k].read(at, moments[k], n);
        }
        gradients.read(at, gradient, n);
        if (factor != 1) {
            for (int i = 0; i < n; i++) {
                gradient[i] *= factor;
            }
        }
    }
}
