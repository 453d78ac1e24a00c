package io.steadygrad.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The record of one run: every step's loss and norms, thinned measurements of every tensor, the evaluations, and samples of
 * what else tells sick from healthy. A value: what
 * the arrays hold is for reading only, so that a trace can be shared between threads and views without copying.
 */
public record Trace(Steps steps, Tensors tensors, Metrics metrics, Signals signals) {

    /**
     * One entry per step, none left out. NaN stands for what was absent or not finite.
     *
     * @param step counted from 1, rising
     * @param normBefore global L2 norm of the gradients before control, {@code normAfter} after it
     * @param pending the step only gathered gradients (accumulation); nothing was updated
     * @param threshold the limit in force, NaN where the method has none
     */
    public record Steps(
            long[] step,
            double[] loss,
            double[] learningRate,
            double[] normBefore,
            double[] normAfter,
            boolean[] accepted,
            boolean[] engaged,
            boolean[] pending,
            double[] threshold) {

        public Steps {
            requireLength(step.length, loss.length, "loss");
            requireLength(step.length, learningRate.length, "learning_rate");
            requireLength(step.length, normBefore.length, "norm_before");
            requireLength(step.length, normAfter.length, "norm_after");
            requireLength(step.length, accepted.length, "accepted");
            requireLength(step.length, engaged.length, "engaged");
            requireLength(step.length, pending.length, "pending");
            requireLength(step.length, threshold.length, "threshold");
        }

        /** Number of steps. */
        public int size() {
            return step.length;
        }
    }

    /**
     * Measurements of each tensor's gradient before control. A row covers the steps from its own up to the next row's; of
     * several steps it keeps the extremes: the largest {@code l2} and {@code linf}, the smallest {@code l2Min}, the {@code mean}
     * farthest from 0, the sum of {@code nonFinite}. A row without a finite number has NaN.
     *
     * @param names of the T tensors, {@code layers} of the same length
     * @param step first step of each of the K rows
     * @param l2 K x T, row-major, as are the arrays below; the tensor's L2 norm
     * @param linf its largest magnitude
     * @param mean its mean
     * @param nonFinite how many of its elements were NaN or infinite
     */
    public record Tensors(
            List<String> names,
            List<String> layers,
            long[] step,
            float[] l2,
            float[] l2Min,
            float[] linf,
            float[] mean,
            long[] nonFinite) {

        public Tensors {
            names = List.copyOf(names);
            layers = List.copyOf(layers);
            requireLength(names.size(), layers.size(), "layers");
            int cells = Math.multiplyExact(step.length, names.size());
            requireLength(cells, l2.length, "l2");
            requireLength(cells, l2Min.length, "l2_min");
            requireLength(cells, linf.length, "linf");
            requireLength(cells, mean.length, "mean");
            requireLength(cells, nonFinite.length, "non_finite");
        }

        /** Number of rows K. */
        public int rows() {
            return step.length;
        }

        /** Where row and tensor stand in the arrays. */
        public int at(int row, int tensor) {
            return row * names.size() + tensor;
        }
    }

    /**
     * Evaluations of the model, at most {@value TraceRecorder#EVALUATIONS}.
     *
     * @param step at which each of the M evaluations was made, rising
     * @param values M numbers by name ({@code test_loss}), NaN where not measured or not finite
     */
    public record Metrics(long[] step, Map<String, double[]> values) {

        public Metrics {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
            if (values.containsKey("step")) {
                throw new IllegalArgumentException("A metric cannot be called 'step'");
            }
            for (Map.Entry<String, double[]> series : values.entrySet()) {
                requireLength(step.length, series.getValue().length, "metric_" + series.getKey());
            }
        }
    }

    static void requireLength(int expected, int length, String name) {
        if (expected != length) {
            throw new IllegalArgumentException(
                    "A trace's '" + name + "' must have " + expected + " entries, but it has " + length);
        }
    }
}
