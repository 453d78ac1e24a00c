package io.steadygrad.training;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the best answer costs that does not look at the inputs: always the same numbers, one for each output.
 *
 * <pre>
 * cross_entropy           -sum p log p of the classes' shares (of the mean target, where targets are numbers)
 * binary_cross_entropy    mean over outputs of -p log p - (1 - p) log(1 - p), p the mean target
 * mean_squared_error      mean over outputs of the targets' variance
 * mean_absolute_error     mean over outputs of the mean distance from the median
 * </pre>
 *
 * @param loss NaN for a loss that is none of these, and for targets that are not finite
 * @param accuracy share of the largest class; NaN where targets are numbers
 */
record Chance(double loss, double accuracy) {
    /** Rows that a median is taken of. */
    private static final int ROWS = 4096;

    /**
     * @param prepared as the loss gets them
     * @param labels as they are trained on
     * @param classes 0 where targets are numbers
     */
    static Chance of(Objective objective, Tensor prepared, Tensor labels, int classes) {
        double[] shares = classes > 0 ? shares(labels, classes) : new double[0];
        double accuracy = Arrays.stream(shares).max().orElse(Double.NaN);
        if (objective.form() == TargetForm.INDICES) {
            return new Chance(entropy(shares), accuracy);
        }
        return new Chance(loss(objective, prepared), accuracy);
    }

    private static double loss(Objective objective, Tensor prepared) {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = prepared.reshape(prepared.size(0), -1).to(torch.ScalarType.Double);
            Tensor means = rows.mean(0L);
            Loss loss = objective.loss();
            if (loss instanceof MeanSquaredError) {
                return rows.sub(means).square().mean().item_double();
            }
            if (loss instanceof MeanAbsoluteError) {
                return aroundMedian(rows);
            }
            double[] p = new double[Math.toIntExact(means.numel())];
            new DoublePointer(means.data_ptr()).get(p);
            if (loss instanceof BinaryCrossEntropy) {
                return Arrays.stream(p)
                        .map(each -> entropy(each, 1 - each))
                        .average()
                        .orElse(Double.NaN);
            }
            return loss instanceof CrossEntropy && objective.output().shape().size() == 1 ? entropy(p) : Double.NaN;
        }
    }

    private static double aroundMedian(Tensor all) {
        long stride = (all.size(0) + ROWS - 1) / ROWS;
        Tensor rows =
                all.slice(0, new LongOptional(), new LongOptional(), stride).contiguous();
        Tensor median = rows.median(0, false).get0();
        return rows.sub(median).abs().mean().item_double();
    }

    private static double[] shares(Tensor labels, int classes) {
        long[] all = new long[Math.toIntExact(labels.numel())];
        new LongPointer(labels.data_ptr()).get(all);
        double[] shares = new double[classes];
        for (long label : all) {
            shares[(int) label] += 1.0 / all.length;
        }
        return shares;
    }

    private static double entropy(double... shares) {
        double sum = 0;
        for (double p : shares) {
            sum -= p == 0 ? 0 : p * Math.log(p);
        }
        return sum;
    }
}
