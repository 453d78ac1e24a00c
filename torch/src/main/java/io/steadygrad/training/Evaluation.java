package io.steadygrad.training;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Measures a model on one part of the data: the mean loss, and the accuracy of a classification or the R2 of a regression.
 * Rows go through in chunks of fixed size, so memory is bounded and the result does not depend on the training batch.
 *
 * <p>R2 is {@code 1 - sum of squared errors / sum of squared deviations from the mean}, the mean over all columns of the
 * target (scikit-learn's and Keras's uniform average); a column that never changes counts 1 if it is met exactly, else 0.
 */
final class Evaluation implements AutoCloseable {
    /** Numbers in a chunk of inputs: small enough for the activations of a deep convolutional network. */
    private static final long CHUNK_NUMBERS = 1 << 18;

    private final Model model;
    private final Objective objective;
    private final BatchTransform transform;
    private final String prefix;
    private final Tensor features;
    private final Tensor targets;
    private final long rows;
    private final long chunk;
    private double[] deviations = {};
    private boolean byClass;

    /**
     * @param name what the metrics are called after: {@code test}
     * @param labels the targets to measure against, in the data's own form
     * @param limit most rows to measure, the first of the part
     */
    Evaluation(
            Model model,
            Objective objective,
            BatchTransform transform,
            String name,
            Examples examples,
            Tensor labels,
            long limit) {
        this.model = model;
        this.objective = objective;
        this.transform = transform;
        this.prefix = name + "_";
        this.rows = Math.min(limit, examples.rows());
        this.features = examples.features();
        long numbers = Math.max(1, features.numel() / features.size(0));
        this.chunk = Math.max(64, Math.min(8192, CHUNK_NUMBERS / numbers));
        try (PointerScope scope = new PointerScope()) {
            this.targets = LibTorch.keep(new Tensor(objective.prepare(
                    labels.narrow(0, 0, rows),
                    model.weights().get(0).tensor().scalar_type().intern())));
            if (objective.task() == Task.REGRESSION) {
                Tensor table = columns(targets);
                // Relative to the first row first, so that a column that never changes deviates by exactly 0.
                Tensor moved = table.sub(table.narrow(0, 0, 1));
                deviations = numbers(moved.sub(moved.mean(0)).square().sum(0));
            }
        }
    }

    /** Takes a softmax and its cross-entropy by the logits from now on: the same metrics but for rounding, in a part of the time. */
    void quickly() {
        byClass = objective.loss() instanceof CrossEntropy
                && objective.form() == TargetForm.INDICES
                && objective.output().activation() == Activation.SOFTMAX
                && objective.output().shape().size() == 1;
    }

    /**
     * {@code test_loss} and {@code test_accuracy} or {@code test_r2}; NaN or infinite where the model's outputs are.
     *
     * @param group whose ranks take the chunks in turn; all of them get the same metrics
     */
    Map<String, Double> measure(ProcessGroup group) {
        double loss = 0;
        long right = 0;
        long decisions = 0;
        double[] errors = new double[deviations.length];
        try (AutoGradMode off = new AutoGradMode(false)) {
            for (long start = chunk * group.rank(); start < rows; start += chunk * group.size()) {
                try (PointerScope scope = new PointerScope()) {
                    long count = Math.min(chunk, rows - start);
                    Tensor inputs = Objective.typed(transform.apply(features.narrow(0, start, count)), model);
                    Tensor wanted = targets.narrow(0, start, count);
                    Tensor logits = byClass ? model.logits(inputs, false) : null;
                    if (logits != null) {
                        Tensor classes = logits.t().contiguous();
                        Tensor each = CrossEntropy.eachByClass(CrossEntropy.logarithmsByClass(classes), wanted);
                        loss += each.sum().item_double();
                        // A row of which something is not finite has a loss that is none.
                        right += torch.max(classes, 0, false)
                                .get1()
                                .eq(wanted)
                                .logical_and(each.squeeze(0).eq(each.squeeze(0)))
                                .sum()
                                .item_long();
                        decisions += count;
                        continue;
                    }
                    Tensor outputs = model.forward(inputs, false);
                    loss += objective.mean(outputs, wanted).item_double() * count;
                    if (objective.task() == Task.CLASSIFICATION) {
                        Tensor each = objective.right(outputs, wanted);
                        right += each.sum().item_long();
                        decisions += each.numel();
                    } else {
                        double[] more = numbers(
                                columns(outputs).sub(columns(wanted)).square().sum(0));
                        for (int c = 0; c < errors.length; c++) {
                            errors[c] += more[c];
                        }
                    }
                }
            }
        }
        double[] sums = Arrays.copyOf(errors, errors.length + 3);
        sums[errors.length] = loss;
        sums[errors.length + 1] = right;
        sums[errors.length + 2] = decisions;
        group.sum(sums);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(prefix + "loss", sums[errors.length] / rows);
        if (objective.task() == Task.CLASSIFICATION) {
            metrics.put(prefix + "accuracy", sums[errors.length + 1] / sums[errors.length + 2]);
        } else {
            metrics.put(prefix + "r2", r2(sums));
        }
        return metrics;
    }

    /** {@code [rows, columns]} in float64. */
    private static Tensor columns(Tensor tensor) {
        return tensor.reshape(tensor.size(0), -1).to(torch.ScalarType.Double);
    }

    private static double[] numbers(Tensor vector) {
        double[] numbers = new double[Math.toIntExact(vector.numel())];
        vector.contiguous().data_ptr_double().get(numbers);
        return numbers;
    }

    private double r2(double[] errors) {
        double sum = 0;
        for (int c = 0; c < deviations.length; c++) {
            if (deviations[c] > 0) {
                sum += 1 - errors[c] / deviations[c];
            } else if (errors[c] == 0) {
                sum += 1;
            } else if (Double.isNaN(errors[c])) {
                sum = Double.NaN;
            }
        }
        return sum / deviations.length;
    }

    @Override
    public void close() {
        LibTorch.release(targets);
    }
}
