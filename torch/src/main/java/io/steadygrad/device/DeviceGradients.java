package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.gradient.Subset;
import io.steadygrad.kernel.Executor;
import io.steadygrad.kernel.Outcome;
import io.steadygrad.kernel.Pending;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.model.Weight;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one model on a device: CUDA, or any other that LibTorch knows, the CPU included.
 *
 * <pre>{@code
 * DeviceGradients gradients = DeviceGradients.of(new GradientMemory(model.weights()));
 * GradientControl control = GradientControl.of("clip_by_global_norm(1)", gradients.layout());
 * ...
 * Report report = control.apply(gradients, Step.of(1));
 * }</pre>
 *
 * <p>Sums are made on the device in float64 by LibTorch's {@code _foreach_} operations; each reading of a plan sends its
 * statistics to the host in one transfer, methods decide there as always, and what they decide is applied on the device: whole
 * tensors by one foreach operation, everything else tensor by tensor in float64, with memory for one tensor at a time. What
 * methods remember per element stays on the device too.
 *
 * <p><b>Shapes.</b> As the parameters say; float32, float64, bfloat16 or float16, dense, in any memory order. <b>Edges.</b> Results
 * are the host's but for rounding; bits may differ between devices. <b>Cost.</b> One synchronisation for each reading.
 * <p>Holds the tensors: build it once, and set gradients to zero in place ({@link GradientMemory#zero}). Not thread-safe.
 */
public final class DeviceGradients implements Executor, AutoCloseable {
    /** Beyond, float32 loses digits to the denormal range. */
    private static final double LEAST = 0x1p-100;

    private final List<DeviceTensor> tensors;
    private final Layout layout;
    private final int[] filled;

    private DeviceGradients(List<DeviceTensor> tensors) {
        this.tensors = List.copyOf(tensors);
        this.layout = new Layout(tensors.stream().map(DeviceTensor::parameter).toList());
        this.filled = IntStream.range(0, tensors.size())
                .filter(t -> !tensors.get(t).isEmpty())
                .toArray();
    }

    /** The gradients and weights of a model that is on a device. */
    public static DeviceGradients of(GradientMemory memory) {
        try (PointerScope scope = new PointerScope()) {
            Builder builder = builder();
            for (Weight weight : memory.weights()) {
                builder.add(weight.parameter(), weight.tensor().grad(), weight.tensor());
            }
            return builder.build();
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects tensors in the order of the model's parameters. */
    public static final class Builder {
        private final List<DeviceTensor> tensors = new ArrayList<>();
        private long offset;

        private Builder() {}

        /** A parameter whose weight nobody asks for. */
        public Builder add(Parameter parameter, Tensor gradient) {
            return put(parameter, gradient, null);
        }

        /**
         * @throws IllegalArgumentException if a shape is not the parameter's, or elements are no floats
         */
        public Builder add(Parameter parameter, Tensor gradient, Tensor weight) {
            try (PointerScope scope = new PointerScope()) {
                return put(parameter, gradient, LibTorch.keep(weight.detach()));
            }
        }

        private Builder put(Parameter parameter, Tensor gradient, @Nullable Tensor weight) {
            try (PointerScope scope = new PointerScope()) {
                tensors.add(new DeviceTensor(parameter, LibTorch.keep(gradient.detach()), weight, offset));
            }
            offset += parameter.size();
            return this;
        }

        public DeviceGradients build() {
            return new DeviceGradients(tensors);
        }
    }

    @Override
    public Layout layout() {
        return layout;
    }

    List<DeviceTensor> tensors() {
        return tensors;
    }

    /** Numbers of the tensors that are not empty. */
    int[] filled() {
        return filled;
    }

    @Override
    public Measurements read(List<Pending> actions, boolean guarded, Needs needs, Subset subset) {
        int[] members = IntStream.of(filled).filter(t -> subset.local(t) >= 0).toArray();
        int[] locals = IntStream.of(members).map(subset::local).toArray();
        try (PointerScope scope = new PointerScope()) {
            Reading reading = new Reading(needs, subset);
            if (actions.isEmpty() && members.length > 0) {
                reading.gradients(
                        locals,
                        IntStream.of(members)
                                .mapToObj(t -> tensors.get(t).gradient())
                                .toList());
            } else {
                for (int t : members) {
                    try (PointerScope one = new PointerScope()) {
                        reading.gradients(new int[] {subset.local(t)}, List.of(left(actions, t, guarded)));
                    }
                }
            }
            if (reading.weighs() && members.length > 0) {
                reading.weights(
                        locals,
                        IntStream.of(members)
                                .mapToObj(t -> tensors.get(t).requireWeight())
                                .toList());
            }
            return reading.finish(
                    locals,
                    local -> left(actions, subset.whole(local), guarded),
                    local -> tensors.get(subset.whole(local)).requireWeight());
        }
    }

    /** A gradient as actions would leave it. */
    private Tensor left(List<Pending> actions, int t, boolean guarded) {
        Tensor changed = Changes.apply(actions, tensors.get(t), t, guarded, false);
        return changed == null ? tensors.get(t).gradient() : changed;
    }

    @Override
    public Measurements write(Outcome outcome, boolean guarded) {
        double[] factors = outcome.factors();
        if (factors != null && fit(outcome.before(), factors)) {
            scale(factors);
            return outcome.before().scaled(Scope.TENSOR, factors);
        }
        try (PointerScope scope = new PointerScope()) {
            Reading reading = new Reading(Needs.NOTHING, Subset.all(layout));
            for (int t : filled) {
                try (PointerScope one = new PointerScope()) {
                    Tensor gradient = tensors.get(t).gradient();
                    Tensor changed = Changes.apply(outcome.pending(), tensors.get(t), t, guarded, true);
                    Tensor stored = gradient;
                    if (changed != null) {
                        stored = Changes.saturated(
                                changed, DeviceTensor.type(gradient).largest());
                        gradient.copy_(stored);
                    }
                    reading.gradients(new int[] {t}, List.of(stored));
                }
            }
            return reading.finish(
                    filled, t -> tensors.get(t).gradient(), t -> tensors.get(t).requireWeight());
        }
    }

    /** Multiplies each gradient by its factor, in its own type; those of factor 1 are not touched. */
    void scale(double[] factors) {
        int[] changed = IntStream.of(filled).filter(t -> factors[t] != 1).toArray();
        if (changed.length == 0) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            TensorList list = new TensorList(IntStream.of(changed)
                    .mapToObj(t -> tensors.get(t).gradient())
                    .toList());
            double[] own = IntStream.of(changed).mapToDouble(t -> factors[t]).toArray();
            if (IntStream.range(1, own.length).allMatch(i -> own[i] == own[0])) {
                list.multiply(own[0]);
            } else {
                list.multiply(own);
            }
        }
    }

    /** Whether multiplying in the tensors' own types is as good as in float64: nothing leaves the normal range. */
    private boolean fit(Measurements before, double[] factors) {
        for (int t : filled) {
            double factor = factors[t];
            double norm = before.norm(Norm.L2, Scope.TENSOR, t);
            if (factor != 1 && norm != 0) {
                DeviceTensor tensor = tensors.get(t);
                Elements.Type type = DeviceTensor.type(tensor.gradient());
                double least = norm / Math.sqrt(tensor.gradient().numel()); // of what the largest entry can be
                if (!(factor >= LEAST
                        && factor <= 1 / LEAST
                        && least * factor >= LEAST
                        && norm * factor < type.largest())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Lets go of the tensors; whoever made them keeps them. */
    @Override
    public void close() {
        for (DeviceTensor tensor : tensors) {
            LibTorch.release(tensor.gradient());
            if (tensor.weight() != null) {
                LibTorch.release(tensor.weight());
            }
        }
    }
}
