package io.steadygrad.training;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.model.Model;
import io.steadygrad.model.Weight;
import io.steadygrad.trace.Signals.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds where numbers first stopped being finite: in a batch's inputs, in the weights, on the way forwards, in the loss, or on the way
 * back. Runs the batch through the model once more, which changes nothing: running statistics are put back, and a model whose layers
 * cannot be reached is asked in evaluation, where it draws no random numbers.
 */
final class FirstNonFinite {
    private static final int ROWS = 8;

    private final Model model;
    private final Objective objective;
    private final List<Weight> weights;
    private final Order order;
    private final boolean tapped;
    private final RunningState running;
    private final UnaryOperator<Batch> whole;

    /** @param whole from a rank's part of a batch to all of it */
    FirstNonFinite(
            Model model,
            Objective objective,
            List<Weight> weights,
            Order order,
            boolean tapped,
            UnaryOperator<Batch> whole) {
        this.whole = whole;
        this.model = model;
        this.objective = objective;
        this.weights = weights;
        this.order = order;
        this.tapped = tapped;
        running = new RunningState(model);
    }

    /** With the weights that made the loss, before they change. Where nothing else is to be found it is the loss itself. */
    Origin ofLoss(Batch part) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            Batch batch = whole.apply(part);
            Origin found = upToTheOutput(batch);
            return found != null ? found : origin(batch, "loss", "", batch.wanted());
        }
    }

    /** Of a layer's output that is not finite though the loss is; null where all of them are. */
    @Nullable
    Origin ofOutputs(Batch batch) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            return upToTheOutput(whole.apply(batch));
        }
    }

    /** Of a gradient that is not finite though the loss is: the first layer on the way back whose weights got such a gradient. */
    @Nullable
    Origin ofGradient(Batch batch, Report report) {
        for (int t = weights.size() - 1; t >= 0; t--) {
            if (report.measurements().nonFinite(t) > 0) {
                Parameter parameter = weights.get(t).parameter();
                return new Origin(batch.step(), "backward", parameter.layer(), batch.index(), List.of());
            }
        }
        return null;
    }

    private @Nullable Origin upToTheOutput(Batch batch) {
        if (!finite(batch.inputs())) {
            return origin(batch, "input", "", batch.inputs());
        }
        for (Weight weight : weights) {
            if (!finite(weight.tensor())) {
                return new Origin(batch.step(), "weights", weight.parameter().layer(), batch.index(), List.of());
            }
        }
        return tapped ? forward(batch) : evaluation(batch);
    }

    private @Nullable Origin forward(Batch batch) {
        List<Origin> first = new ArrayList<>();
        running.remember();
        try {
            model.tap((layer, activation) -> {
                if (first.isEmpty() && !finite(activation)) {
                    first.add(origin(batch, "forward", layer, activation));
                }
                return activation;
            });
            objective.mean(model, batch.inputs(), batch.wanted());
        } finally {
            running.restore();
        }
        return first.isEmpty() ? null : first.get(0);
    }

    private @Nullable Origin evaluation(Batch batch) {
        Tensor output = model.forward(batch.inputs(), false);
        return finite(output) ? null : origin(batch, "forward", "", output);
    }

    private static boolean finite(Tensor tensor) {
        return !tensor.is_floating_point() || tensor.isfinite().all().item_bool();
    }

    /** @param spoiled whose rows are looked at; they are named where they are not all concerned */
    private Origin origin(Batch batch, String place, String layer, Tensor spoiled) {
        long count = spoiled.size(0);
        List<Long> named = new ArrayList<>();
        byte[] sound = new byte[Math.toIntExact(count)];
        Tensor each = spoiled.isfinite().reshape(count, -1).all(1, false);
        new BytePointer(each.data_ptr()).get(sound);
        long[] rows = order.rows(batch.index());
        int spoiledRows = 0;
        for (int r = 0; r < sound.length; r++) {
            if (sound[r] == 0) {
                spoiledRows++;
                if (named.size() < ROWS && rows.length == sound.length) {
                    named.add(rows[r]);
                }
            }
        }
        boolean all = spoiledRows == sound.length && sound.length > 1;
        return new Origin(batch.step(), place, layer, batch.index(), all ? List.of() : named);
    }
}
