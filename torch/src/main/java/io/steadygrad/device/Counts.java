package io.steadygrad.device;

import io.steadygrad.torch.LibTorch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What a device remembers of the steps that it decided: a handful of numbers that stay there until somebody asks. */
final class Counts {
    private static final int REJECTED = 0;
    private static final int IN_A_ROW = 1;
    private static final int MOST_IN_A_ROW = 2;
    private static final int LAST_REJECTED = 3;
    private static final int NORM_BEFORE = 4;
    private static final int NORM_AFTER = 5;
    private static final int FACTOR = 6;
    private static final int SIZE = 7;

    private final Tensor numbers;

    Counts(Device device) {
        try (PointerScope scope = new PointerScope()) {
            numbers = LibTorch.keep(DeviceTensor.upload(new double[SIZE], device));
        }
    }

    /**
     * Adds a step.
     *
     * @param rejected true or false
     * @param notFinite true where that was the reason
     * @param factor of all entries, or null where that is not one number
     */
    void add(Tensor rejected, Tensor notFinite, Tensor normBefore, Tensor normAfter, @Nullable Tensor factor) {
        Tensor one = rejected.toType(torch.ScalarType.Double);
        Tensor before = numbers.select(0, IN_A_ROW);
        // A rejection for another reason neither counts nor ends a row.
        Tensor inARow = before.mul(one).masked_fill(notFinite, before.add(new Scalar(1.0)));
        TensorVector now = new TensorVector();
        now.push_back(numbers.select(0, REJECTED).add(one));
        now.push_back(inARow);
        now.push_back(numbers.select(0, MOST_IN_A_ROW).maximum(inARow));
        now.push_back(one);
        now.push_back(normBefore);
        now.push_back(normAfter);
        now.push_back(
                factor == null
                        ? torch.full_like(one, new Scalar(Double.NaN)).masked_fill(rejected, new Scalar(1.0))
                        : factor);
        numbers.copy_(torch.stack(now));
    }

    /** The longest row of steps that were not finite; waits. */
    long mostInARow() {
        return (long) toArray()[MOST_IN_A_ROW];
    }

    /** Everything; waits. */
    DeferredControl.Seen seen(long steps) {
        double[] now = toArray();
        return new DeferredControl.Seen(
                steps, (long) now[REJECTED], now[LAST_REJECTED] == 0, now[NORM_BEFORE], now[NORM_AFTER], now[FACTOR]);
    }

    private double[] toArray() {
        try (PointerScope scope = new PointerScope()) {
            return Transfer.toArray(numbers);
        }
    }

    void release() {
        LibTorch.release(numbers);
    }
}
