package io.steadygrad.device;

import io.steadygrad.gradient.Elements;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.Update;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer at work on a device: {@code control.step(gradients, step, descent)}. Moments stay there, as wide as the weights but of
 * 32 bits at least.
 *
 * <p>sgd, adam, adamw and amsgrad run as LibTorch's fused update of all tensors at once; every other optimizer, and those on half-precision
 * weights or with an eps that float32 cannot hold, tensor by tensor in float64. A factor of the control's is multiplied into the gradients
 * first: unlike on the host they are then changed in memory. Updates are the host's but for rounding. Not thread-safe.
 */
public final class DeviceDescent implements Update, AutoCloseable {
    private final Optimizer optimizer;
    private final DeviceGradients gradients;
    private final TensorMemory[][] moments;
    private final @Nullable FusedRule fused;
    private final TensorRule rule;
    private long steps;
    /** Of these, how many the device has dropped; null while all were decided on the host. */
    private @Nullable Tensor dropped;

    /**
     * Moments at their start.
     *
     * @param gradients with their weights
     */
    public DeviceDescent(Optimizer optimizer, DeviceGradients gradients) {
        this.optimizer = optimizer;
        this.gradients = gradients;
        this.rule = TensorRules.of(optimizer);
        this.moments = new TensorMemory[gradients.tensors().size()][];
        for (int t = 0; t < moments.length; t++) {
            DeviceTensor tensor = gradients.tensors().get(t);
            long[] sizes = optimizer.sizes(tensor.parameter());
            Tensor weight = tensor.requireWeight();
            moments[t] = Arrays.stream(sizes)
                    .mapToObj(size ->
                            TensorMemory.zeros(size == weight.numel() ? weight.shape() : new long[] {size}, weight))
                    .toArray(TensorMemory[]::new);
        }
        this.fused = FusedRule.of(optimizer, gradients, moments);
        reset();
    }

    @Override
    public double lr() {
        return optimizer.lr();
    }

    /** Steps taken since the start, rejected ones not counted. */
    public long steps() {
        if (dropped != null) {
            try (PointerScope scope = new PointerScope()) {
                steps -= (long) dropped.item_double();
                dropped.zero_();
            }
        }
        return steps;
    }

    @Override
    public void step(double @Nullable [] factors, double lr) {
        steps = steps() + 1;
        if (factors != null && fused != null) {
            gradients.scale(factors);
        }
        try (PointerScope scope = new PointerScope()) {
            if (fused != null) {
                fused.step(new Scalar((double) steps), lr, null, null);
                return;
            }
            for (int t : gradients.filled()) {
                update(t, factors == null ? 1 : factors[t], lr, null);
            }
        }
    }

    /** Whether a factor of all gradients can ride. */
    boolean isFused() {
        return fused != null;
    }

    /** Without a fused update the step's number would have to be known on the host. */
    void requireDeferrable() {
        if (fused == null && !TensorRules.timeless(optimizer)) {
            throw new IllegalArgumentException(
                    "The update of " + optimizer + " depends on how many steps were not rejected, which is"
                            + " only known on the device; take sgd, adam, adamw, amsgrad, rmsprop, adadelta, lion, signum or lars, or"
                            + " GradientControl.step");
        }
    }

    /**
     * One update, dropped where the device says so.
     *
     * @param rejected true or false, on the device
     * @param factor of all gradients, on the device, or null for nothing; only where {@link #isFused}
     */
    void stepUnless(Tensor rejected, @Nullable Tensor factor, double lr) {
        steps++;
        try (PointerScope scope = new PointerScope()) {
            Tensor drops = dropped;
            if (drops == null) {
                drops = LibTorch.keep(torch.zeros_like(rejected.toType(torch.ScalarType.Double)));
                dropped = drops;
            }
            drops.add_(rejected.toType(torch.ScalarType.Double));
            if (fused != null) {
                fused.step(drops.neg().add(new Scalar((double) steps)), lr, factor, rejected);
                return;
            }
            for (int t : gradients.filled()) {
                update(t, 1, lr, rejected);
            }
        }
    }

    private void update(int t, double factor, double lr, @Nullable Tensor rejected) {
        try (PointerScope scope = new PointerScope()) {
            DeviceTensor tensor = gradients.tensors().get(t);
            Tensor weight = tensor.requireWeight();
            Tensor gradient = tensor.gradient().toType(torch.ScalarType.Double);
            Tensor[] now = Arrays.stream(moments[t])
                    .map(moment -> moment.tensor().toType(torch.ScalarType.Double))
                    .toArray(Tensor[]::new);
            Tensor updated = rule.update(
                    weight.toType(torch.ScalarType.Double),
                    factor == 1 ? gradient : gradient.mul(new Scalar(factor)),
                    now,
                    steps,
                    lr);
            double largest = DeviceTensor.type(weight).largest();
            store(weight, Changes.saturated(updated, largest), rejected);
            for (int k = 0; k < now.length; k++) {
                Tensor kept = moments[t][k].tensor();
                double most = moments[t][k].type().largest();
                store(kept, Changes.clamp(now[k], most).view(kept.shape()), rejected);
            }
        }
    }

    private static void store(Tensor kept, Tensor values, @Nullable Tensor rejected) {
        kept.copy_(rejected == null ? values : torch.where(rejected, kept.toType(torch.ScalarType.Double), values));
    }

    @Override
    public void reset() {
        steps = 0;
        if (dropped != null) {
            dropped.zero_();
        }
        try (PointerScope scope = new PointerScope()) {
            for (TensorMemory[] perTensor : moments) {
                for (int k = 0; k < perTensor.length; k++) {
                    perTensor[k].tensor().fill_(new Scalar(optimizer.startOf(k)));
                }
            }
        }
    }

    /** A copy of the moments and the step count on the host, as {@link io.steadygrad.optimizer.Descent} has them. */
    public Map<String, Elements> save() {
        Map<String, Elements> saved = new TreeMap<>();
        saved.put("steps", Elements.of(new double[] {steps()}));
        each((name, moment) -> {
            Elements copy = Elements.allocate(moment.type(), moment.size());
            copy.copyFrom(moment);
            saved.put(name, copy);
        });
        return saved;
    }

    /** Takes over what {@link #save} gave, or the host's {@link io.steadygrad.optimizer.Descent} of the same optimizer and parameters. */
    public void load(Map<String, Elements> saved) {
        each((name, moment) -> {
            Elements values = saved.get(name);
            if (values == null) {
                throw new IllegalArgumentException(
                        "The saved optimizer has no moment '" + name + "', only " + saved.keySet());
            }
            moment.copyFrom(values);
        });
        if (dropped != null) {
            dropped.zero_();
        }
        steps = (long) Objects.requireNonNull(saved.get("steps"), "The saved optimizer has no 'steps'")
                .get(0);
    }

    private void each(BiConsumer<String, TensorMemory> work) {
        for (int t = 0; t < moments.length; t++) {
            for (int k = 0; k < moments[t].length; k++) {
                work.accept(k + "/" + gradients.layout().parameters().get(t).name(), moments[t][k]);
            }
        }
    }

    /** Frees the moments. */
    @Override
    public void close() {
        each((name, moment) -> LibTorch.release(moment.tensor()));
        if (dropped != null) {
            LibTorch.release(dropped);
        }
        if (fused != null) {
            fused.close();
        }
    }
}
