package io.steadygrad.stack;

import io.steadygrad.torch.LibTorch;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * {@code x W^T + b} of several members, {@code [members, rows, inputs] -> [members, rows, units]}, and its derivatives, without autograd:
 * so gradients are written straight to where they belong.
 */
final class StackedDense implements AutoCloseable {
    private static final long[] ROWS = {1};

    private final StackedWeight weight;
    private final StackedWeight bias;
    private final int rows;
    private final int inputs;
    private final int units;
    private final Tensor ones;
    private final FloatPointer onesOfRows;
    /** {@code [members, units]} */
    private final Tensor biasGradient;

    private final FloatBuffer biasGradientMemory;

    StackedDense(StackedWeight weight, StackedWeight bias, int rows, int inputs, int units) {
        this.weight = weight;
        this.bias = bias;
        this.rows = rows;
        this.inputs = inputs;
        this.units = units;
        ones = StackedWeight.zeros(rows);
        biasGradient = StackedWeight.zeros(bias.members(), units);
        try (PointerScope scope = new PointerScope()) {
            torch.ones_out(ones, rows);
            onesOfRows = new FloatPointer(ones.data_ptr());
            biasGradientMemory = new FloatPointer(biasGradient.data_ptr())
                    .capacity(biasGradient.numel())
                    .asBuffer();
        }
    }

    void forward(Matrices input, Matrices into) {
        for (int m = 0; m < weight.members(); m++) {
            FloatPointer sums = into.of(m);
            Products.put(sums, onesOfRows, bias.values().get(m), rows, 1, units);
            Products.addTransposed(sums, input.of(m), weight.values().get(m), rows, inputs, units);
        }
    }

    /**
     * @param delta the gradient that arrives at the sums, {@code [members, rows, units]}
     * @param into takes the gradient with respect to the input; null where nobody wants it
     */
    void backward(Matrices input, Tensor delta, @Nullable Matrices into) {
        Matrices deltas = Matrices.of(delta);
        // Summed as LibTorch sums for one network alone: what should cancel leaves the same rest, which some optimizers
        // make a step of.
        torch.sum_out(biasGradient, delta, ROWS, false, new ScalarTypeOptional());
        for (int m = 0; m < weight.members(); m++) {
            bias.gradientMemory().get(m).put(0, biasGradientMemory, m * units, units);
            FloatPointer arrived = deltas.of(m);
            Products.putOverRows(weight.gradients().get(m), arrived, input.of(m), units, rows, inputs);
            if (into != null) {
                Products.put(into.of(m), arrived, weight.values().get(m), rows, units, inputs);
            }
        }
    }

    @Override
    public void close() {
        LibTorch.release(ones);
        LibTorch.release(biasGradient);
    }
}
