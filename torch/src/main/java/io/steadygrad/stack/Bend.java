package io.steadygrad.stack;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.torch.LibTorch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** An activation whose derivative follows from what it returned, so that neither needs memory of its own. */
enum Bend {
    TANH {
        @Override
        void forward(Tensor into, Tensor sums) {
            torch.tanh_out(into, sums);
        }

        @Override
        void backward(Tensor into, Tensor gradient, Tensor returned) {
            torch.tanh_backward_out(into, gradient, returned);
        }
    },
    RELU {
        @Override
        void forward(Tensor into, Tensor sums) {
            torch.relu_out(into, sums);
        }

        @Override
        void backward(Tensor into, Tensor gradient, Tensor returned) {
            torch.threshold_backward_out(into, gradient, returned, ZERO);
        }
    },
    SIGMOID {
        @Override
        void forward(Tensor into, Tensor sums) {
            torch.sigmoid_out(into, sums);
        }

        @Override
        void backward(Tensor into, Tensor gradient, Tensor returned) {
            torch.sigmoid_backward_out(into, gradient, returned);
        }
    };

    private static final Scalar ZERO = LibTorch.keep(new Scalar(0));

    /** Null where the activation is not of this kind. */
    static @Nullable Bend of(Activation activation) {
        return switch (activation) {
            case TANH -> TANH;
            case RELU -> RELU;
            case SIGMOID -> SIGMOID;
            default -> null;
        };
    }

    static Bend of(Cell cell) {
        return switch (cell) {
            case TANH -> TANH;
            case RELU -> RELU;
            case SIGMOID -> SIGMOID;
            case LSTM, GRU -> throw new IllegalArgumentException("a gated cell is not stacked");
        };
    }

    abstract void forward(Tensor into, Tensor sums);

    /**
     * @param gradient with respect to what {@link #forward} returned
     * @param returned by {@link #forward}
     */
    abstract void backward(Tensor into, Tensor gradient, Tensor returned);
}
