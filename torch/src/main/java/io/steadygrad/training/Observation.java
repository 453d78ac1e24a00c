package io.steadygrad.training;

import io.steadygrad.control.Report;
import io.steadygrad.model.Model;
import io.steadygrad.model.Recurrence;
import io.steadygrad.model.Tap;
import io.steadygrad.model.Weight;
import io.steadygrad.observation.LayerOutput;
import io.steadygrad.observation.LayerTap;
import io.steadygrad.torch.TensorElements;
import io.steadygrad.trace.Movement;
import io.steadygrad.trace.SampledSteps;
import io.steadygrad.trace.SignalRecorder;
import io.steadygrad.trace.Signals.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Looks closely at some steps of a training: layers, the gradients that come back to them, how far weights move. Changes
 * nothing: the weights are the same to the last bit with and without it.
 *
 * <p>Layers are seen in the step's own pass. A recurrent network's states are seen in a pass of their own on the same batch, because
 * LibTorch's operators for whole sequences do not show them, and walking through time rounds differently.
 */
final class Observation implements AutoCloseable {
    private static final long STRIDE = 32;
    /** A pass of its own costs more than a look. */
    private static final long STRIDE_APART = 64;
    /** Places in time of a recurrent network. */
    private static final int PLACES = 32;

    private final Model model;
    private final Objective objective;
    private final SignalRecorder recorder;
    private final SampledSteps steps;
    private final Movement movement;
    private final boolean tapped;
    private final FirstNonFinite firstNonFinite;
    private final List<String> recurrent;
    private @Nullable LayerTap tap;
    private boolean sampled;
    private boolean on = true;
    private boolean scaled;

    /** @param whole from a rank's part of a batch to all of it */
    Observation(
            Model model,
            Objective objective,
            List<Weight> weights,
            Order order,
            SignalRecorder recorder,
            long budget,
            UnaryOperator<Batch> whole) {
        this.model = model;
        this.objective = objective;
        this.recorder = recorder;
        recurrent = model.recurrences().stream().map(Recurrence::layer).toList();
        steps = new SampledSteps(budget, recurrent.isEmpty() ? STRIDE : STRIDE_APART);
        movement = new Movement(weights.stream()
                .map(weight -> TensorElements.of(weight.tensor()))
                .toList());
        tapped = canBeTapped(model);
        firstNonFinite = new FirstNonFinite(model, objective, weights, order, tapped, whole);
    }

    private static boolean canBeTapped(Model model) {
        try {
            model.tap(null);
            return true;
        } catch (UnsupportedOperationException closed) {
            return false;
        }
    }

    /** The step's forward pass; what it returns is what it would return unobserved. */
    Tensor forward(Batch batch, @Nullable Tap behind, Supplier<Tensor> pass) {
        close();
        sampled = on && steps.contains(batch.step());
        if (!sampled || !tapped) {
            return pass.get();
        }
        if (!recurrent.isEmpty()) {
            throughTime(batch, behind);
            return pass.get();
        }
        LayerTap within = LayerTap.within(behind);
        tap = within;
        model.tap(within);
        try {
            return pass.get();
        } finally {
            model.tap(behind);
        }
    }

    /**
     * A step whose pass was made together with those of other runs, after backward; in place of {@link #forward}.
     *
     * @param layers asked only where the step is one to look at
     */
    void passed(Batch batch, Supplier<List<LayerOutput>> layers) {
        close();
        sampled = on && steps.contains(batch.step());
        if (!sampled || !tapped) {
            return;
        }
        if (!recurrent.isEmpty()) {
            throughTime(batch, null);
            return;
        }
        LayerTap within = LayerTap.within(null);
        tap = within;
        layers.get().forEach(within::shown);
    }

    private void throughTime(Batch batch, @Nullable Tap behind) {
        long[] places = places(batch.inputs().size(1));
        try (LayerTap apart = LayerTap.apart(visit -> Arrays.binarySearch(places, visit) >= 0)) {
            model.tap(apart);
            apart.differentiate(objective.mean(model, batch.inputs(), batch.wanted()));
            recorder.layers(batch.step(), apart.samples(1));
            double[] gradient = recurrent.stream()
                    .flatMapToDouble(layer -> Arrays.stream(apart.overTime(layer)))
                    .toArray();
            if (gradient.length == recurrent.size() * places.length) {
                recorder.flow(batch.step(), recurrent, places, gradient);
            }
        } finally {
            model.tap(behind);
        }
    }

    /** Evenly over the sequence, the first and the last element among them. */
    private static long[] places(long time) {
        int count = (int) Math.min(PLACES, time);
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] = count == 1 ? 0 : i * (time - 1) / (count - 1);
        }
        return places;
    }

    /**
     * After backward, before the weights are stepped.
     *
     * @param behind what stands behind the layers, or null
     * @param scale what the loss was multiplied with before backward
     */
    void beforeUpdate(Batch batch, @Nullable Tap behind, double loss, double scale) {
        scaled = scale != 1;
        if (on && !Double.isFinite(loss) && recorder.wantsOrigin()) {
            recorder.origin(firstNonFinite.ofLoss(batch));
            putBack(behind);
        }
        if (!sampled) {
            return;
        }
        if (tap != null) {
            tap.afterBackward();
            recorder.layers(batch.step(), tap.samples(scale));
            if (Double.isFinite(loss) && tap.firstNonFinite() != null && recorder.wantsOrigin()) {
                keep(firstNonFinite.ofOutputs(batch));
                putBack(behind);
            }
        }
        movement.start();
    }

    private void keep(@Nullable Origin origin) {
        if (origin != null) {
            recorder.origin(origin);
        }
    }

    private void putBack(@Nullable Tap behind) {
        if (tapped) {
            model.tap(behind);
        }
    }

    /** At the step's end. */
    void after(Batch batch, double loss, Report report) {
        // Where the loss is scaled, gradients overflow now and then as a matter of course.
        if (on && !scaled && Double.isFinite(loss) && report.nonFinite().any() && recorder.wantsOrigin()) {
            keep(firstNonFinite.ofGradient(batch, report));
        }
        if (sampled) {
            recorder.updates(batch.step(), movement.weights(), movement.updates());
        }
        steps.went(batch.step(), loss, report.normBefore(), report.accepted());
        close();
    }

    void switchOff() {
        on = false;
    }

    /** What decides at which steps to look from here on. */
    double[] save() {
        return steps.save();
    }

    void load(double[] saved) {
        steps.load(saved);
    }

    /** Lets go of what the last step held. */
    @Override
    public void close() {
        sampled = false;
        if (tap != null) {
            tap.close();
            tap = null;
        }
    }
}
