package io.steadygrad.kernel;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Pieces;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer's pass over all tensors, piece by piece and on several threads where that pays; a read before it where the rule
 * wants sums over a tensor. What is not float64 is computed in float32 where that is as good. Keeps what it needs from step
 * to step; not thread-safe.
 */
public final class UpdatePass {
    private double[][] partial = {};
    private double[][] sums = {};

    /**
     * Updates the weights and moments of all tensors.
     *
     * @param factors what each tensor's gradient is multiplied by on the way, or null for nothing
     * @param moments of each tensor
     */
    public void run(FusedUpdate rule, GradientSet set, double @Nullable [] factors, Elements[][] moments) {
        Pieces pieces = set.pieces();
        fit(pieces.count(), set.size(), rule.sums());
        if (rule.sums() > 0) {
            Threads.share(
                    pieces.count(), pieces.elements(), piece -> survey(rule, set, factors, moments, pieces, piece));
            for (int piece = 0; piece < pieces.count(); piece++) {
                double[] total = sums[pieces.tensor(piece)];
                for (int k = 0; k < total.length; k++) {
                    total[k] += partial[piece][k];
                }
            }
        }
        Threads.share(pieces.count(), pieces.elements(), piece -> update(rule, set, factors, moments, pieces, piece));
    }

    private void fit(int pieces, int tensors, int count) {
        if (partial.length != pieces || sums.length != tensors || (tensors > 0 && sums[0].length != count)) {
            partial = new double[pieces][count];
            sums = new double[tensors][count];
        }
        for (double[] total : sums) {
            Arrays.fill(total, 0);
        }
    }

    private void survey(
            FusedUpdate rule,
            GradientSet set,
            double @Nullable [] factors,
            Elements[][] moments,
            Pieces pieces,
            int piece) {
        int t = pieces.tensor(piece);
        double factor = factors == null ? 1 : factors[t];
        Elements weight = set.get(t).requireWeight();
        Elements gradient = set.get(t).gradient();
        Arrays.fill(partial[piece], 0);
        int start = pieces.start(piece);
        int size = pieces.size(piece);
        if (narrow(rule, set.get(t), moments[t], factor)) {
            FloatBlocks.of(moments[t].length)
                    .survey(rule, (float) factor, weight, gradient, moments[t], start, size, partial[piece]);
        } else {
            DoubleBlocks.of(moments[t].length)
                    .survey(rule, factor, weight, gradient, moments[t], start, size, partial[piece]);
        }
    }

    private void update(
            FusedUpdate rule,
            GradientSet set,
            double @Nullable [] factors,
            Elements[][] moments,
            Pieces pieces,
            int piece) {
        int t = pieces.tensor(piece);
        double factor = factors == null ? 1 : factors[t];
        Elements weight = set.get(t).requireWeight();
        Elements gradient = set.get(t).gradient();
        int start = pieces.start(piece);
        int size = pieces.size(piece);
        if (!narrow(rule, set.get(t), moments[t], factor)) {
            DoubleBlocks.of(moments[t].length).update(rule, factor, weight, gradient, moments[t], start, size, sums[t]);
        } else if (rule.sums() == 0 && Sweep.isFloat32(weight) && Sweep.isFloat32(gradient)) {
            Kernels.best().update(rule, (float) factor, weight, gradient, moments[t], start, size);
        } else {
            FloatBlocks.of(moments[t].length)
                    .update(rule, (float) factor, weight, gradient, moments[t], start, size, sums[t]);
        }
    }

    /** Whether a tensor is of at most 32 bits, moments of just as many, and neither rule nor factor leave the range. */
    private static boolean narrow(FusedUpdate rule, GradientSet.Entry entry, Elements[] moments, double factor) {
        boolean narrow = rule.fitsFloat32()
                && entry.requireWeight().type().bytes() <= 4
                && entry.gradient().type().bytes() <= 4
                && factor <= 1
                && factor >= Sweep.LEAST;
        for (Elements moment : moments) {
            narrow &= Sweep.isFloat32(moment);
        }
        return narrow;
    }
}
