package io.steadygrad.stack;

import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * {@code x W^T + b} of several members, {@code [members, rows, inputs] -> [members, rows, units]}, and its derivatives, without autograd:
 * so gradients are written straight to where they belong. A product of stacked matrices is one product for each of them.
 */
final class StackedDense implements AutoCloseable {
    private static final long[] ROWS = {1};

    private final Tensor weight;
    private final Tensor transposed;
    private final Tensor bias;
    private final Tensor weightGradient;
    private final Tensor biasGradient;

    StackedDense(StackedWeight weights, StackedWeight biases, long members) {
        try (PointerScope scope = new PointerScope()) {
            weight = keep(weights.values(members));
            transposed = keep(weight.transpose(1, 2));
            bias = keep(biases.values(members).unsqueeze(1));
            weightGradient = keep(weights.gradients(members));
            biasGradient = keep(biases.gradients(members).unsqueeze(1));
        }
    }

    void forward(Tensor input, Tensor into) {
        torch.baddbmm_out(into, bias, input, transposed);
    }

    /**
     * @param delta the gradient that arrives at the sums
     * @param into takes the gradient with respect to the input; null where nobody wants it
     */
    void backward(Tensor input, Tensor delta, @Nullable Tensor into) {
        torch.bmm_out(weightGradient, delta.transpose(1, 2), input);
        torch.sum_out(biasGradient, delta, ROWS, true, new ScalarTypeOptional());
        if (into != null) {
            torch.bmm_out(into, delta, weight);
        }
    }

    @Override
    public void close() {
        List.of(weight, transposed, bias, weightGradient, biasGradient).forEach(LibTorch::release);
    }
}
