package io.steadygrad.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Norms of tensors as operations of a graph, in float64. The l2 norm is summed in the tensors' own type, by pairs, where that can be: where the sum leaves the
 * range in which float32 is exact to some parts in a million, a branch that does not run otherwise sums again in float64, scaled by the largest magnitude, so that no finite gradient
 * over- or underflows.
 */
final class GraphNorms {
    /** Sums of squares between these were made of numbers whose squares float32 holds. */
    private static final double LEAST_SUM = 1e-28;

    private static final double GREATEST_SUM = 1e37;

    private final Ops tf;
    private final List<Operand<? extends TNumber>> tensors;
    private final Map<Double, Operand<TFloat64>> each = new LinkedHashMap<>();
    private @org.jspecify.annotations.Nullable Operand<TFloat64> global;

    GraphNorms(Ops tf, List<Operand<? extends TNumber>> tensors) {
        this.tf = tf;
        this.tensors = tensors;
    }

    /** The l2 norm of all entries: not finite where one of them is not, and only there. */
    Operand<TFloat64> global() {
        if (global == null) {
            List<Operand<TFloat64>> halves = new ArrayList<>();
            tensors.forEach(tensor -> halves.add(halfSquares(tf, tensor)));
            Operand<TFloat64> sum = halves.size() == 1 ? halves.get(0) : tf.math.addN(halves);
            Operand<TBool> exact = tf.math.equal(clip(tf, sum, LEAST_SUM, GREATEST_SUM), sum);
            SwitchCond<TFloat64> way = tf.switchCond(root(tf, sum), exact);
            Ops slow = tf.withControlDependencies(List.<Op>of(tf.identity(way.outputFalse())));
            global = tf.merge(List.of(way.outputTrue(), together(slow, scaled(slow, 2), 2)))
                    .output();
        }
        return global;
    }

    /** The norm of each tensor, a vector. */
    Operand<TFloat64> each(double p) {
        return each.computeIfAbsent(p, order -> order == 2 ? l2() : scaled(tf, order));
    }

    private Operand<TFloat64> l2() {
        List<Operand<TFloat64>> halves = new ArrayList<>();
        tensors.forEach(tensor -> halves.add(halfSquares(tf, tensor)));
        Operand<TFloat64> sums = tf.stack(halves);
        Operand<TBool> exact =
                tf.reduceAll(tf.math.equal(clip(tf, sums, LEAST_SUM, GREATEST_SUM), sums), tf.constant(new int[] {0}));
        SwitchCond<TFloat64> way = tf.switchCond(root(tf, sums), exact);
        Ops slow = tf.withControlDependencies(List.<Op>of(tf.identity(way.outputFalse())));
        return tf.merge(List.of(way.outputTrue(), scaled(slow, 2))).output();
    }

    /** Before the switch: behind one, TensorFlow 2.18's graph optimizer makes of {@code x + x} something that never runs. */
    private static Operand<TFloat64> root(Ops tf, Operand<TFloat64> halves) {
        return tf.math.sqrt(tf.math.mul(halves, tf.constant(2.0)));
    }

    private static Operand<TFloat64> halfSquares(Ops tf, Operand<? extends TNumber> tensor) {
        if (tensor.type() == TFloat64.class) {
            return wide(tf, tf.nn.l2Loss(tensor));
        }
        return wide(tf, tf.nn.l2Loss(tf.dtypes.cast(tensor, TFloat32.class)));
    }

    static Operand<TFloat64> wide(Ops tf, Operand<? extends TNumber> values) {
        return tf.dtypes.cast(values, TFloat64.class);
    }

    private Operand<TFloat64> scaled(Ops tf, double p) {
        List<Operand<TFloat64>> norms = new ArrayList<>();
        for (Operand<? extends TNumber> tensor : tensors) {
            int rank = tensor.shape().numDimensions();
            norms.add(along(tf, wide(tf, tensor), p, axes(rank, -1), false));
        }
        return tf.stack(norms);
    }

    /** All dimensions but one. */
    static int[] axes(int rank, int but) {
        return java.util.stream.IntStream.range(0, rank)
                .filter(axis -> axis != but)
                .toArray();
    }

    /** The p-norm over some dimensions. */
    static Operand<TFloat64> along(Ops tf, Operand<TFloat64> values, double p, int[] axes, boolean keepsDimensions) {
        Operand<TFloat64> magnitudes = tf.math.abs(values);
        Operand<TFloat64> largest = tf.reduceMax(magnitudes, tf.constant(axes), ReduceMax.keepDims(keepsDimensions));
        if (Double.isInfinite(p)) {
            // The largest of none is -infinity.
            return tf.math.maximum(largest, tf.constant(0.0));
        }
        Operand<TFloat64> top =
                keepsDimensions ? largest : tf.reduceMax(magnitudes, tf.constant(axes), ReduceMax.keepDims(true));
        Operand<TFloat64> sum = tf.reduceSum(
                powers(tf, tf.math.div(magnitudes, positive(tf, top)), p),
                tf.constant(axes),
                ReduceSum.keepDims(keepsDimensions));
        return tf.math.mul(positive(tf, largest), rooted(tf, sum, p));
    }

    /** The p-norm of a vector of norms. */
    static Operand<TFloat64> together(Ops tf, Operand<TFloat64> norms, double p) {
        return along(tf, norms, p, new int[] {0}, false);
    }

    /** The p-norms of groups of a vector of norms. */
    static Operand<TFloat64> together(Ops tf, Operand<TFloat64> norms, double p, int[] groupOf, int groups) {
        Operand<org.tensorflow.types.TInt32> ids = tf.constant(groupOf);
        Operand<org.tensorflow.types.TInt32> count = tf.constant(groups);
        Operand<TFloat64> largest = tf.math.unsortedSegmentMax(norms, ids, count);
        if (Double.isInfinite(p)) {
            return tf.math.maximum(largest, tf.constant(0.0));
        }
        Operand<TFloat64> top = positive(tf, largest);
        Operand<TFloat64> relative = tf.math.div(norms, tf.gather(top, ids, tf.constant(0)));
        return tf.math.mul(top, rooted(tf, tf.math.unsortedSegmentSum(powers(tf, relative, p), ids, count), p));
    }

    /** 1 instead of what cannot be divided by; NaN among the magnitudes then stays in the quotients. */
    private static Operand<TFloat64> positive(Ops tf, Operand<TFloat64> largest) {
        return tf.select(tf.math.greater(largest, tf.constant(0.0)), largest, tf.onesLike(largest));
    }

    private static Operand<TFloat64> powers(Ops tf, Operand<TFloat64> values, double p) {
        return p == 1 ? values : p == 2 ? tf.math.square(values) : tf.math.pow(values, tf.constant(p));
    }

    private static Operand<TFloat64> rooted(Ops tf, Operand<TFloat64> sums, double p) {
        return p == 1 ? sums : p == 2 ? tf.math.sqrt(sums) : tf.math.pow(sums, tf.constant(1 / p));
    }

    static Operand<TFloat64> clip(Ops tf, Operand<TFloat64> values, double low, double high) {
        Operand<TFloat64> raised = low == Double.NEGATIVE_INFINITY ? values : tf.math.maximum(values, tf.constant(low));
        return high == Double.POSITIVE_INFINITY ? raised : tf.math.minimum(raised, tf.constant(high));
    }
}
