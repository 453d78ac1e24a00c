package io.steadygrad.training;

import io.steadygrad.model.Activation;
import io.steadygrad.observation.LayerOutput;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The losses of several runs with one objective, and what goes back from them. */
record StackedObjective(Objective objective) {

    /**
     * @param losses of each member, unscaled
     * @param delta gradient with respect to what the loss was made from, in its shape
     * @param function the last operation of what is shown as the output layer's
     * @param output rows of all members, one after the other
     */
    record Losses(double[] losses, Tensor delta, Activation function, Tensor output, Tensor gradient) {

        LayerOutput output(int member, long rows) {
            return new LayerOutput(
                    "output",
                    function,
                    output.narrow(0, member * rows, rows).detach(),
                    gradient.narrow(0, member * rows, rows));
        }
    }

    /**
     * Belongs to the caller's scope.
     *
     * @param sums of the output layer, {@code [members * rows and more, units]}
     * @param wanted targets of as many rows
     * @param scales what each member's loss is multiplied with before backward
     */
    Losses of(Tensor sums, Tensor wanted, long rows, double[] scales) {
        int members = scales.length;
        Activation head = objective.output().activation();
        boolean logits = objective.loss() instanceof CrossEntropy && head == Activation.SOFTMAX;
        if (logits && objective.form() == TargetForm.INDICES) {
            return ofClasses(sums, wanted, rows, scales);
        }
        sums.set_requires_grad(true);
        Tensor output = logits ? sums : head.apply(sums);
        Tensor each = logits
                ? ((CrossEntropy) objective.loss()).eachOfLogits(sums, wanted)
                : objective.loss().each(output, wanted, head);
        Tensor means = each.narrow(0, 0, members * rows).reshape(members, -1).mean(1);
        // A member's loss depends on its own rows alone: the gradient of the sum is everyone's own.
        Tensor sum = means.mul(scales(scales)).sum();
        boolean apart = !logits && head != Activation.LINEAR;
        TensorVector gradients =
                torch.grad(new TensorVector(sum), apart ? new TensorVector(sums, output) : new TensorVector(sums));
        Tensor delta = gradients.get(0);
        return new Losses(
                numbers(means.detach()),
                delta,
                logits ? Activation.LINEAR : head,
                output,
                apart ? gradients.get(1) : delta);
    }

    /** The gradient is p - y, as autograd finds it, in a few operations on all members. */
    private static Losses ofClasses(Tensor logits, Tensor wanted, long rows, double... scales) {
        int members = scales.length;
        Tensor own = wanted.narrow(0, 0, members * rows);
        Tensor delta = CrossEntropy.logarithmsByClass(logits.t().contiguous());
        Tensor each = CrossEntropy.eachByClass(delta, wanted).narrow(1, 0, members * rows);
        double[] losses = numbers(each.reshape(members, rows).mean(1));
        Tensor factors = scales(scales).div_(new Scalar((float) rows)).reshape(1, members, 1);
        Tensor ofMembers = delta.exp_().narrow(1, 0, members * rows).view(-1, members, rows);
        ofMembers.mul_(factors);
        ofMembers.scatter_add_(0, own.view(1, members, rows), factors.neg().expand(1, members, rows));
        delta = delta.t().contiguous();
        return new Losses(losses, delta, Activation.LINEAR, logits, delta);
    }

    private static double[] numbers(Tensor vector) {
        float[] values = new float[Math.toIntExact(vector.numel())];
        new FloatPointer(vector.data_ptr()).get(values);
        double[] numbers = new double[values.length];
        for (int m = 0; m < numbers.length; m++) {
            numbers[m] = values[m];
        }
        return numbers;
    }

    private static Tensor scales(double... scales) {
        Tensor tensor = torch.empty(
                new long[] {scales.length}, new TensorOptions(torch.ScalarType.Float), new MemoryFormatOptional());
        float[] numbers = new float[scales.length];
        for (int m = 0; m < numbers.length; m++) {
            numbers[m] = (float) scales[m];
        }
        try (PointerScope scope = new PointerScope()) {
            new FloatPointer(tensor.data_ptr()).put(numbers);
        }
        return tensor;
    }
}
