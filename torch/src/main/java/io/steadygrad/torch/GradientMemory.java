package io.steadygrad.torch;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.model.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one model in one flat block of native memory that stays where it is from the first step to the last.
 *
 * <p>Every parameter's {@code .grad} is a view into the block; LibTorch adds into it in place during backward. So the
 * {@link GradientSet} is built once, zeroing is one call, and a parameter that a step does not reach has a gradient of
 * zero. The same tensor under two names (tied weights) is kept once, under its first name; a frozen one
 * ({@code requires_grad} false) is left out.
 *
 * <p>Replacing a {@code .grad} behind its back, as a module's own {@code zero_grad()} does, breaks the link; call {@link
 * #zero} instead. Not thread-safe. Cost of a step: one write of the block for zeroing.
 */
public final class GradientMemory implements AutoCloseable {
    /** Every view starts on a cache line, as LibTorch's own allocations do. */
    private static final int ALIGNMENT_BYTES = 64;

    private final Tensor block;
    private final List<Weight> weights;
    private final @Nullable GradientSet gradients;

    /**
     * Takes over the gradients of these weights, zeroed, on the device where the weights are.
     *
     * @throws IllegalArgumentException if nothing can be trained, types or devices are mixed, or a weight in the host's memory is not
     *     contiguous
     */
    public GradientMemory(List<Weight> all) {
        this.weights = trainable(all);
        torch.ScalarType type = weights.get(0).tensor().scalar_type().intern();
        long alignment = ALIGNMENT_BYTES / weights.get(0).tensor().element_size();
        long size = 0;
        for (Weight weight : weights) {
            if (weight.tensor().scalar_type().intern() != type) {
                throw new IllegalArgumentException("All weights of a model must have one type; '"
                        + weights.get(0).parameter().name() + "' is " + type + " and '"
                        + weight.parameter().name() + "' is "
                        + weight.tensor().scalar_type().intern());
            }
            requireSameDevice(weights.get(0), weight);
            size += roundUp(weight.tensor().numel(), alignment);
        }
        boolean onHost = weights.get(0).tensor().is_cpu();
        try (PointerScope scope = new PointerScope()) {
            block = LibTorch.keep(torch.zeros(
                    new long[] {size},
                    new TensorOptions(type)
                            .device(new DeviceOptional(weights.get(0).tensor().device()))));
            GradientSet.Builder builder = GradientSet.builder();
            long offset = 0;
            for (Weight weight : weights) {
                Tensor tensor = weight.tensor();
                Elements elements = onHost ? TensorElements.of(tensor) : null;
                Tensor view = block.narrow(0, offset, tensor.numel()).view(tensor.shape());
                tensor.mutable_grad().put(view);
                if (elements != null) {
                    builder.add(weight.parameter(), TensorElements.of(view), elements);
                }
                offset += roundUp(tensor.numel(), alignment);
            }
            gradients = onHost ? builder.build() : null;
        }
    }

    private static void requireSameDevice(Weight first, Weight other) {
        try (PointerScope scope = new PointerScope()) {
            if (other.tensor().device().notEquals(first.tensor().device())) {
                throw new IllegalArgumentException("All weights of a model must be on one device; '"
                        + first.parameter().name() + "' is on " + name(first.tensor()) + " and '"
                        + other.parameter().name() + "' on " + name(other.tensor()));
            }
        }
    }

    private static String name(Tensor tensor) {
        return tensor.device().str().getString();
    }

    private static List<Weight> trainable(List<Weight> all) {
        Map<Long, Weight> byAddress = new LinkedHashMap<>();
        for (Weight weight : all) {
            if (weight.tensor().requires_grad()) {
                try (PointerScope scope = new PointerScope()) {
                    byAddress.putIfAbsent(weight.tensor().unsafeGetTensorImpl().address(), weight);
                }
            }
        }
        if (byAddress.isEmpty()) {
            throw new IllegalArgumentException("The model has no weight that can be trained: of its " + all.size()
                    + " weights none requires a gradient");
        }
        return List.copyOf(new ArrayList<>(byAddress.values()));
    }

    private static long roundUp(long size, long multiple) {
        return (size + multiple - 1) / multiple * multiple;
    }

    /**
     * Gradients and weights as core sees them: views of native memory, valid until {@link #close}.
     *
     * @throws IllegalStateException where the memory is not the host's
     */
    public GradientSet gradients() {
        if (gradients == null) {
            try (PointerScope scope = new PointerScope()) {
                throw new IllegalStateException(
                        "These gradients are on " + name(block)
                                + ", where the host has no view of them; take DeviceGradients.of(memory), or keep the model on the CPU");
            }
        }
        return gradients;
    }

    /** The weights behind {@link #gradients}, in the same order. */
    public List<Weight> weights() {
        return weights;
    }

    /** All gradients in one flat tensor; padding between them is zero. */
    public Tensor block() {
        return block;
    }

    /** Sets every gradient to zero, NaN included. */
    public void zero() {
        // zero_() returns a second Java wrapper for the same tensor: freed with the caller's scope, or by this one.
        try (PointerScope scope = new PointerScope()) {
            block.zero_();
        }
    }

    /** Frees the block; the parameters have no gradient afterwards. */
    @Override
    public void close() {
        try (PointerScope scope = new PointerScope()) {
            for (Weight weight : weights) {
                weight.tensor().mutable_grad().reset();
            }
        }
        LibTorch.release(block);
    }
}
