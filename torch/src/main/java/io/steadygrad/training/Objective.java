package io.steadygrad.training;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A loss that has been fitted to a model's output and a data set's targets.
 *
 * @param form how targets must lie in memory
 */
record Objective(Loss loss, Task task, OutputLayer output, TargetForm form) {

    /**
     * Checks that model, data and loss go together, by sending one row through the model.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    static Objective of(Loss loss, Task task, Model model, Examples examples, BatchTransform transform) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            Tensor one = transform.apply(examples.features().narrow(0, 0, 1));
            List<Long> shape = Arrays.stream(forward(model, typed(one, model)).shape())
                    .skip(1)
                    .boxed()
                    .toList();
            OutputLayer output = new OutputLayer(shape, model.outputActivation());
            TargetForm form = loss.form(output, new TargetLayout(examples.targetShape(), examples.classes(), task));
            return new Objective(loss, task, output, form);
        }
    }

    private static Tensor forward(Model model, Tensor input) {
        try {
            return model.forward(input, false);
        } catch (IllegalArgumentException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new IllegalArgumentException(
                    "The model cannot work on inputs of shape " + Arrays.toString(input.shape())
                            + " (the batch first): " + LibTorch.message(failure),
                    failure);
        }
    }

    /** The same numbers in the type of the model's weights. */
    static Tensor typed(Tensor features, Model model) {
        torch.ScalarType type = model.weights().get(0).tensor().scalar_type().intern();
        return features.scalar_type().intern() == type ? features : features.to(type);
    }

    /** Targets in the form and type that the loss wants; belongs to the caller's scope. */
    Tensor prepare(Tensor targets, torch.ScalarType type) {
        return switch (form) {
            case INDICES -> targets;
            case ONE_HOT ->
                torch.one_hot(targets, output.units()).reshape(rows(targets)).to(type);
            case NUMBERS -> targets.reshape(rows(targets)).to(type);
        };
    }

    private long[] rows(Tensor targets) {
        long[] shape = new long[output.shape().size() + 1];
        shape[0] = targets.size(0);
        for (int d = 1; d < shape.length; d++) {
            shape[d] = output.shape().get(d - 1);
        }
        return shape;
    }

    /**
     * Mean loss of a training batch. Behind a softmax the cross-entropy works on the logits, so that a row of which the
     * network is wrongly sure still sends its gradient back (p - y): through a saturated softmax it would be 0.
     */
    Tensor mean(Model model, Tensor inputs, Tensor wanted) {
        if (loss instanceof CrossEntropy crossEntropy && output.activation() == Activation.SOFTMAX) {
            Tensor logits = model.logits(inputs, true);
            if (logits != null) {
                return crossEntropy.meanOfLogits(logits, wanted);
            }
        }
        return mean(model.forward(inputs, true), wanted);
    }

    /** Mean loss of a batch, connected to the output. */
    Tensor mean(Tensor outputs, Tensor targets) {
        return loss.mean(outputs, targets, output.activation());
    }

    /**
     * For each decision (a row; a step of a row; a unit where units are decisions of their own), whether it is right. A
     * single unit decides at 0.5, at 0 where it is a logit. What is not a number is wrong.
     */
    Tensor right(Tensor outputs, Tensor targets) {
        return switch (form) {
            case INDICES -> {
                Tensor best = best(outputs);
                yield best.eq(targets.reshape(best.shape())).logical_and(finite(outputs));
            }
            case ONE_HOT -> best(outputs).eq(best(targets)).logical_and(finite(outputs));
            case NUMBERS -> {
                boolean logit = output.activation() == Activation.LINEAR && loss instanceof BinaryCrossEntropy;
                yield outputs.gt(new Scalar(logit ? 0.0 : 0.5))
                        .eq(targets.gt(new Scalar(0.5)))
                        .logical_and(outputs.isfinite());
            }
        };
    }

    private static Tensor best(Tensor units) {
        return torch.argmax(units, new LongOptional(-1), false);
    }

    private static Tensor finite(Tensor outputs) {
        return outputs.isfinite().all(-1, false);
    }
}
