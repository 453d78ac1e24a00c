package io.steadygrad.training;

import io.steadygrad.model.Activation;
import io.steadygrad.observation.LayerOutput;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
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
        float[] values = new float[members];
        new FloatPointer(means.detach().data_ptr()).get(values);
        double[] losses = new double[members];
        for (int m = 0; m < members; m++) {
            losses[m] = values[m];
        }
        Tensor delta = gradients.get(0);
        return new Losses(losses, delta, logits ? Activation.LINEAR : head, output, apart ? gradients.get(1) : delta);
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
