package io.steadygrad.training;

import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.model.Activation;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code -mean(log p[class])}, the mean over the batch (and over time, where the output has one row of units per step).
 *
 * <p>Outputs of a softmax or sigmoid are divided by their sum over the last dimension and clipped to [1e-7, 1 - 1e-7], as
 * Keras does; a linear output is taken as logits, whose log-softmax is exact. In training a softmax is taken by its logits: the
 * clip then changes the loss's value, but not its gradient p - y (as with Keras, which keeps the logits of a softmax). Targets are class indices, or numbers in the
 * output's shape (a distribution over the classes). NaN in, NaN out; sigmoids that are all exactly 0 give NaN.
 */
record CrossEntropy() implements Loss {
    private static final ScalarOptional LOW = keep(new ScalarOptional(keep(new Scalar(CLIP))));
    private static final ScalarOptional HIGH = keep(new ScalarOptional(keep(new Scalar(1 - CLIP))));
    private static final ScalarOptional LOG_LOW = keep(new ScalarOptional(keep(new Scalar(Math.log(CLIP)))));
    private static final ScalarOptional LOG_HIGH = keep(new ScalarOptional(keep(new Scalar(Math.log1p(-CLIP)))));
    private static final long[] LAST = {-1};

    @Override
    public String name() {
        return "cross_entropy";
    }

    @Override
    public Task task() {
        return Task.CLASSIFICATION;
    }

    @Override
    public TargetForm form(OutputLayer output, TargetLayout targets) {
        Incompatible.unless(
                switch (output.activation()) {
                    case LINEAR, SIGMOID, SOFTMAX -> !output.shape().isEmpty();
                    default -> false;
                },
                "cross_entropy needs one unit per class with softmax, sigmoid or linear (logits), not a " + output,
                "Set the output's activation to softmax.");
        return targets.classes() == 0
                ? Incompatible.numbers(this, output, targets)
                : Incompatible.classes(this, output, targets, TargetForm.INDICES);
    }

    @Override
    public Tensor mean(Tensor output, Tensor targets, Activation outputActivation) {
        return mean(logarithms(output, outputActivation), targets);
    }

    private static Tensor logarithms(Tensor output, Activation outputActivation) {
        return outputActivation == Activation.LINEAR
                ? torch.log_softmax(output, -1)
                : output.div(output.sum(LAST, true, new ScalarTypeOptional()))
                        .clamp(LOW, HIGH)
                        .log();
    }

    @Override
    public Tensor each(Tensor output, Tensor targets, Activation outputActivation) {
        return each(logarithms(output, outputActivation), targets);
    }

    /** As {@link #meanOfLogits}, for each decision. */
    Tensor eachOfLogits(Tensor logits, Tensor targets) {
        return each(clippedOfLogits(logits), targets);
    }

    /**
     * Logarithms of the softmax of many rows, where classes come first: LibTorch then works on many rows at once, not on one after the
     * other, which takes several times as long where there are few classes.
     *
     * @param logits {@code [classes, rows]}, contiguous
     */
    static Tensor logarithmsByClass(Tensor logits) {
        return torch.log_softmax(logits, 0);
    }

    /**
     * The loss of each row, {@code [1, rows]}.
     *
     * @param logarithms {@code [classes, rows]}
     * @param targets class indices, {@code [rows]}
     */
    static Tensor eachByClass(Tensor logarithms, Tensor targets) {
        return logarithms
                .gather(0, targets.reshape(1, -1))
                .clamp_(LOG_LOW, LOG_HIGH)
                .neg_();
    }

    private static Tensor each(Tensor logarithms, Tensor targets) {
        if (targets.scalar_type().intern() == torch.ScalarType.Long) {
            return logarithms.gather(-1, targets.unsqueeze(-1)).neg();
        }
        return logarithms.mul(targets).sum(LAST).neg();
    }

    /** As {@link #mean} of their softmax, with the gradient p - y also where the clip holds. */
    Tensor meanOfLogits(Tensor logits, Tensor targets) {
        return mean(clippedOfLogits(logits), targets);
    }

    /** The clipped logarithms, with the gradient of those that are not. */
    private static Tensor clippedOfLogits(Tensor logits) {
        Tensor exact = torch.log_softmax(logits, -1);
        Tensor clipped = exact.clamp(LOG_LOW, LOG_HIGH);
        return exact.add(clipped.sub(exact).detach());
    }

    private static Tensor mean(Tensor logarithms, Tensor targets) {
        if (targets.scalar_type().intern() == torch.ScalarType.Long) {
            boolean flat = logarithms.dim() == 2;
            return torch.nll_loss(
                    flat ? logarithms : logarithms.reshape(-1, logarithms.size(-1)),
                    targets.dim() == 1 ? targets : targets.reshape(-1));
        }
        return logarithms.mul(targets).sum(LAST).mean().neg();
    }
}
