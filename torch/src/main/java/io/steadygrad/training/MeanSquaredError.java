package io.steadygrad.training;

import io.steadygrad.model.Activation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code mean((output - target)^2)} over all numbers of the batch. For a classification, a class is one unit at 1 and the
 * others at 0 (with one unit: the class's own number).
 */
record MeanSquaredError() implements Loss {
    @Override
    public String name() {
        return "mean_squared_error";
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public TargetForm form(OutputLayer output, TargetLayout targets) {
        return Incompatible.numbersOrOneHot(this, output, targets);
    }

    @Override
    public Tensor mean(Tensor output, Tensor targets, Activation outputActivation) {
        return torch.mse_loss(output, targets);
    }

    @Override
    public Tensor each(Tensor output, Tensor targets, Activation outputActivation) {
        return output.sub(targets).square();
    }
}
