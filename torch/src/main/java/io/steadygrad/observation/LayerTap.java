package io.steadygrad.observation;

import io.steadygrad.model.Activation;
import io.steadygrad.model.Tap;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.trace.LayerSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what every layer hands on in one forward pass, and at the gradient that comes back to it: either the one that the training's
 * own backward pass leaves ({@link #afterBackward}), or one that is worked out for this purpose ({@link #differentiate}). Of a layer's
 * output it sees what the layer itself made; other taps stand behind it.
 *
 * <p>Holds on to the outputs until {@link #close}. Not thread-safe.
 */
public final class LayerTap implements Tap, AutoCloseable {
    private final Tap behind;
    private final boolean retain;
    private final LongPredicate times;
    private final Excerpt excerpt = new Excerpt();
    private final Map<String, LayerStatistics> layers = new LinkedHashMap<>();
    private final Map<String, Long> visits = new LinkedHashMap<>();
    private final List<Seen> outputs = new ArrayList<>();

    /** @param squares of the gradient, once it is known */
    private record Seen(String layer, long visit, Tensor output, double[] squares) {}

    private LayerTap(Tap behind, boolean retain, LongPredicate times) {
        this.behind = behind;
        this.retain = retain;
        this.times = times;
    }

    /** For a training's own pass, with what stands behind the layers otherwise, or null. */
    public static LayerTap within(@Nullable Tap behind) {
        return new LayerTap(behind == null ? NONE : behind, true, visit -> true);
    }

    /**
     * For a pass of its own.
     *
     * @param times which of a recurrent layer's states to look at, counted from 0
     */
    public static LayerTap apart(LongPredicate times) {
        return new LayerTap(NONE, false, times);
    }

    @Override
    public Tensor through(String layer, Tensor activation) {
        see(layer, null, activation);
        return behind.through(layer, activation);
    }

    @Override
    public Tensor through(String layer, Activation function, Tensor activation) {
        see(layer, function, activation);
        return behind.through(layer, function, activation);
    }

    private void see(String layer, @Nullable Activation function, Tensor activation) {
        long visit = visits.merge(layer, 1L, Long::sum) - 1;
        if (!times.test(visit)) {
            return;
        }
        LayerStatistics statistics = layers.computeIfAbsent(layer, name -> new LayerStatistics(name, function));
        read(activation);
        statistics.output(excerpt);
        if (activation.requires_grad()) {
            if (retain) {
                activation.retain_grad();
            }
            outputs.add(new Seen(layer, visit, LibTorch.keep(activation), new double[] {Double.NaN}));
        }
    }

    /** A layer of a pass that was made without this tap. */
    public void shown(LayerOutput seen) {
        LayerStatistics statistics =
                layers.computeIfAbsent(seen.layer(), name -> new LayerStatistics(name, seen.function()));
        read(seen.output());
        statistics.output(excerpt);
        read(seen.gradient());
        statistics.gradient(excerpt.squares());
    }

    private void read(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            excerpt.read(tensor.is_contiguous() ? tensor : tensor.contiguous());
        }
    }

    /** To be called when the training's backward pass is done: reads what it left. */
    public void afterBackward() {
        try (PointerScope scope = new PointerScope()) {
            for (Seen seen : outputs) {
                arrived(seen, seen.output().grad());
            }
        }
    }

    /** Works out the gradients of a scalar with respect to all outputs; those of the weights are left alone. */
    public void differentiate(Tensor loss) {
        try (PointerScope scope = new PointerScope()) {
            if (outputs.isEmpty() || !loss.requires_grad()) {
                return;
            }
            TensorVector all = new TensorVector();
            outputs.forEach(seen -> all.push_back(seen.output()));
            TensorVector gradients =
                    torch.grad(new TensorVector(loss), all, new TensorVector(), new BoolOptional(false), false, true);
            for (int i = 0; i < outputs.size(); i++) {
                arrived(outputs.get(i), gradients.get(i));
            }
        }
    }

    private void arrived(Seen seen, Tensor gradient) {
        double squares = 0;
        if (gradient.defined()) {
            read(gradient);
            squares = excerpt.squares();
        }
        seen.squares()[0] = squares;
        LayerStatistics statistics = layers.get(seen.layer());
        if (statistics != null) {
            statistics.gradient(squares);
        }
    }

    /**
     * What the layers showed, in the order of the forward pass.
     *
     * @param scale what the loss was multiplied with before backward
     */
    public List<LayerSample> samples(double scale) {
        return layers.values().stream()
                .map(statistics -> statistics.sample(scale))
                .toList();
    }

    /** l2 norms of the gradients with respect to a layer's states, in the order of time; NaN where none was worked out. */
    public double[] overTime(String layer) {
        return outputs.stream()
                .filter(seen -> seen.layer().equals(layer))
                .mapToDouble(seen -> Math.sqrt(seen.squares()[0]))
                .toArray();
    }

    /** The first layer, in the order of the forward pass, that handed on a number that is not finite, or null. */
    public @Nullable String firstNonFinite() {
        return samples(1).stream()
                .filter(sample -> sample.nonFinite() > 0)
                .map(LayerSample::name)
                .findFirst()
                .orElse(null);
    }

    /** Lets go of the outputs. */
    @Override
    public void close() {
        outputs.forEach(seen -> LibTorch.release(seen.output()));
        outputs.clear();
    }
}
