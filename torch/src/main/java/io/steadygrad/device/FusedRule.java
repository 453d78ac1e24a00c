package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.optimizer.Adam;
import io.steadygrad.optimizer.Adamw;
import io.steadygrad.optimizer.Amsgrad;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.Sgd;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** LibTorch's own update of all tensors in one operation, for the optimizers that it has one for. */
final class FusedRule implements AutoCloseable {
    private final Optimizer optimizer;
    private final TensorList gradients;
    private final TensorList weights;
    private final List<TensorList> moments = new ArrayList<>();
    /** The same number for all tensors; the operation only reads it. */
    private final Tensor steps;

    private final TensorList stepsOfAll;

    private final double largest;

    private FusedRule(Optimizer optimizer, DeviceGradients set, TensorMemory[][] remembered) {
        this.optimizer = optimizer;
        int[] filled = set.filled();
        gradients = list(filled, t -> set.tensors().get(t).gradient());
        weights = list(filled, t -> set.tensors().get(t).requireWeight());
        for (int k = 0; k < remembered[filled[0]].length; k++) {
            int moment = k;
            moments.add(list(filled, t -> remembered[t][moment].tensor()));
        }
        try (PointerScope scope = new PointerScope()) {
            TensorOptions options = new TensorOptions(torch.ScalarType.Float)
                    .device(new DeviceOptional(
                            set.tensors().get(filled[0]).gradient().device()));
            steps = LibTorch.keep(torch.zeros(new long[] {}, options));
        }
        stepsOfAll = TensorList.kept(Collections.nCopies(filled.length, steps));
        largest = IntStream.of(filled)
                .mapToDouble(t ->
                        DeviceTensor.type(set.tensors().get(t).requireWeight()).largest())
                .min()
                .orElseThrow();
    }

    private static TensorList list(int[] filled, IntFunction<Tensor> tensor) {
        return TensorList.kept(IntStream.of(filled).mapToObj(tensor).toList());
    }

    /** The rule, or null where LibTorch has none that can do the same. */
    static @Nullable FusedRule of(Optimizer optimizer, DeviceGradients set, TensorMemory[][] moments) {
        boolean wide = IntStream.of(set.filled()).allMatch(t -> {
            Elements.Type type = DeviceTensor.type(set.tensors().get(t).requireWeight());
            return type.bytes() >= 4
                    && type == DeviceTensor.type(set.tensors().get(t).gradient());
        });
        return wide && set.filled().length > 0 && has(optimizer) ? new FusedRule(optimizer, set, moments) : null;
    }

    private static boolean has(Optimizer optimizer) {
        return optimizer instanceof Sgd
                || (optimizer instanceof Adam o && o.eps() >= Float.MIN_NORMAL)
                || (optimizer instanceof Adamw w && w.eps() >= Float.MIN_NORMAL)
                || (optimizer instanceof Amsgrad a && a.eps() >= Float.MIN_NORMAL);
    }

    void step(Scalar t, double lr, @Nullable Tensor factor, @Nullable Tensor rejected) {
        steps.fill_(t);
        run(lr, factor, rejected);
    }

    /**
     * One update of everything.
     *
     * @param t steps taken, this one included, on the device
     * @param factor what gradients are multiplied by on the way, on the device, or null for nothing
     * @param rejected whether to leave weights and moments alone, on the device, or null for no
     */
    void step(Tensor t, double lr, @Nullable Tensor factor, @Nullable Tensor rejected) {
        steps.copy_(t);
        run(lr, factor, rejected);
    }

    private void run(double lr, @Nullable Tensor factor, @Nullable Tensor rejected) {
        // The operation divides by what mixed precision multiplied the loss with.
        IValue scale = factor == null ? new IValue() : new IValue(float32(factor.reciprocal()));
        IValue skip = rejected == null ? new IValue() : new IValue(float32(rejected));
        if (optimizer instanceof Sgd o) {
            sgd(o, lr, scale, skip);
        } else if (optimizer instanceof Adam o) {
            adam("_fused_adam_", lr, o.beta1(), o.beta2(), o.weightDecay(), o.eps(), scale, skip);
        } else if (optimizer instanceof Adamw o) {
            adam("_fused_adamw_", lr, o.beta1(), o.beta2(), o.weightDecay(), o.eps(), scale, skip);
        } else if (optimizer instanceof Amsgrad o) {
            adam("_fused_adam_", lr, o.beta1(), o.beta2(), o.weightDecay(), o.eps(), scale, skip);
        }
    }

    private static Tensor float32(Tensor number) {
        return number.toType(torch.ScalarType.Float);
    }

    private void sgd(Sgd o, double lr, IValue scale, IValue skip) {
        TensorList.call(
                "_fused_sgd_",
                "",
                weights.value(),
                gradients.value(),
                moment(0),
                new IValue(o.weightDecay()),
                new IValue(o.momentum()),
                new IValue(lr),
                new IValue(0.0),
                new IValue(o.nesterov()),
                new IValue(false),
                new IValue(false),
                scale,
                skip);
    }

    private void adam(
            String name, double lr, double beta1, double beta2, double decay, double eps, IValue scale, IValue skip) {
        TensorList.call(
                name,
                "",
                weights.value(),
                gradients.value(),
                moment(0),
                moment(1),
                moment(2),
                stepsOfAll.value(),
                new IValue(lr),
                new IValue(beta1),
                new IValue(beta2),
                new IValue(decay),
                new IValue(eps),
                new IValue(moments.size() == 3),
                new IValue(false),
                scale,
                skip);
        // A gradient whose square is beyond the type must not stay an infinity for ever.
        moments.stream().skip(1).forEach(squares -> squares.limit(largest));
    }

    /** An empty list where there is no such moment. */
    private IValue moment(int k) {
        return (k < moments.size() ? moments.get(k) : new TensorList(List.of())).value();
    }

    @Override
    public void close() {
        gradients.close();
        weights.close();
        moments.forEach(TensorList::close);
        stepsOfAll.close();
        LibTorch.release(steps);
    }
}
