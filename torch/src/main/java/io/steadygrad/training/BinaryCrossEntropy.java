package io.steadygrad.training;

import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.model.Activation;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code -mean(t log p + (1 - t) log(1 - p))} over all numbers of the batch.
 *
 * <p>p is the output of a sigmoid (or of a softmax), clipped to [1e-7, 1 - 1e-7] as in Keras, so that a unit that is sure
 * and wrong costs at most 16.1 and passes no gradient. A linear output is taken as logits, without any clipping. With
 * one unit there are two classes; with more, a class is one unit at 1 and the others at 0. Targets may also be numbers
 * in [0, 1] in the output's shape. NaN in, NaN out.
 *
 * <p><b>Differs:</b> PyTorch clamps the logarithm at -100 instead of clipping p.
 */
record BinaryCrossEntropy() implements Loss {
    private static final ScalarOptional LOW = keep(new ScalarOptional(keep(new Scalar(CLIP))));
    private static final ScalarOptional HIGH = keep(new ScalarOptional(keep(new Scalar(1 - CLIP))));

    @Override
    public String name() {
        return "binary_cross_entropy";
    }

    @Override
    public Task task() {
        return Task.CLASSIFICATION;
    }

    @Override
    public TargetForm form(OutputLayer output, TargetLayout targets) {
        Incompatible.unless(
                switch (output.activation()) {
                    case LINEAR, SIGMOID, SOFTMAX -> true;
                    default -> false;
                },
                "binary_cross_entropy needs probabilities (sigmoid) or logits (linear), not a " + output,
                "Set the output's activation to sigmoid.");
        if (targets.classes() == 0) {
            return Incompatible.numbers(this, output, targets);
        }
        if (output.units() == 1) {
            Incompatible.unless(
                    targets.classes() <= 2,
                    "binary_cross_entropy with one unit tells two classes apart; the data have " + targets.classes(),
                    "Use cross_entropy with " + targets.classes() + " units.");
            return Incompatible.numbers(this, output, targets);
        }
        return Incompatible.classes(this, output, targets, TargetForm.ONE_HOT);
    }

    @Override
    public Tensor mean(Tensor output, Tensor targets, Activation outputActivation) {
        if (outputActivation == Activation.LINEAR) {
            return torch.binary_cross_entropy_with_logits(output, targets);
        }
        Tensor probability = output.clamp(LOW, HIGH);
        try {
            return torch.binary_cross_entropy(probability, targets);
        } catch (RuntimeException notAProbability) {
            // LibTorch refuses a NaN by throwing; a diverged network has to be seen in its loss instead.
            Tensor sure = probability.log().mul(targets);
            Tensor unsure = probability.neg().log1p().mul(targets.neg().add(new Scalar(1.0)));
            return sure.add(unsure).mean().neg();
        }
    }

    @Override
    public Tensor each(Tensor output, Tensor targets, Activation outputActivation) {
        if (outputActivation == Activation.LINEAR) {
            Tensor other = targets.neg().add(new Scalar(1.0));
            return output.mul(other).sub(torch.log_sigmoid(output));
        }
        Tensor probability = output.clamp(LOW, HIGH);
        Tensor sure = probability.log().mul(targets);
        Tensor unsure = probability.neg().log1p().mul(targets.neg().add(new Scalar(1.0)));
        return sure.add(unsure).neg();
    }
}
