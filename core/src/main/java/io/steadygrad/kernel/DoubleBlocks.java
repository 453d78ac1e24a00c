package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;

/** Walks a stretch of a tensor block by block, in double64, for a rule that updates element by element. One for each thread. */
final class DoubleBlocks {
    private static final ThreadLocal<DoubleBlocks> MINE = ThreadLocal.withInitial(DoubleBlocks::new);

    private final double[] weight = new double[Blocks.SIZE];
    private final double[] gradient = new double[Blocks.SIZE];
    private double[][] moments = {};

    private DoubleBlocks() {}

    /** Those of the calling thread, with room for so many moments. */
    static DoubleBlocks of(int moments) {
        DoubleBlocks mine = MINE.get();
        if (mine.moments.length != moments) {
            mine.moments = new double[moments][Blocks.SIZE];
        }
        return mine;
    }

    void survey(
            FusedUpdate rule,
            double factor,
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
            double factor,
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

    private void load(double factor, Elements weights, Elements gradients, Elements[] remembered, int at, int n) {
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
