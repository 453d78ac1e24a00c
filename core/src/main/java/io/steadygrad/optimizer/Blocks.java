package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;

/** Walks a tensor block by block, in float64, for a rule that updates element by element. One for each thread. */
final class Blocks {
    private static final int BLOCK = 1024;
    private static final ThreadLocal<Blocks> MINE = ThreadLocal.withInitial(Blocks::new);

    private final double[] weight = new double[BLOCK];
    private final double[] gradient = new double[BLOCK];
    private double[][] moments = {};

    private Blocks() {}

    /** Those of the calling thread, with room for so many moments. */
    static Blocks of(int moments) {
        Blocks mine = MINE.get();
        if (mine.moments.length != moments) {
            mine.moments = new double[moments][BLOCK];
        }
        return mine;
    }

    void update(
            ElementwiseOptimizer rule,
            Elements weights,
            Elements gradients,
            double factor,
            Elements[] remembered,
            long t,
            double lr) {
        ScaledGradient scaled = new ScaledGradient(gradients, factor);
        double[] sums = new double[rule.sums()];
        if (sums.length > 0) {
            for (int from = 0; from < weights.size(); from += BLOCK) {
                int count = load(weights, scaled, remembered, from);
                rule.survey(weight, gradient, moments, count, t, sums);
            }
        }
        for (int from = 0; from < weights.size(); from += BLOCK) {
            int count = load(weights, scaled, remembered, from);
            rule.update(weight, gradient, moments, count, t, lr, sums);
            weights.write(from, weight, count);
            for (int k = 0; k < moments.length; k++) {
                remembered[k].write(from, moments[k], count);
            }
        }
    }

    private int load(Elements weights, ScaledGradient scaled, Elements[] remembered, int from) {
        int count = scaled.read(from, gradient);
        weights.read(from, weight, count);
        for (int k = 0; k < moments.length; k++) {
            remembered[k].read(from, moments[k], count);
        }
        return count;
    }
}
