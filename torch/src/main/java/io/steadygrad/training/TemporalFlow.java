package io.steadygrad.training;

import io.steadygrad.model.Cell;
import io.steadygrad.model.Model;
import io.steadygrad.model.Recurrence;
import io.steadygrad.model.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** {@link Vanishing} at work: sees a model's states forwards, their gradients backwards, and adds to the recurrent weights' gradient. */
final class TemporalFlow {
    /** Squared norms below this are too small to compare in float32. */
    private static final double BOUND = 1e-20;

    private final Model model;
    private final double weight;
    private final Map<String, Recurrence> recurrences = new LinkedHashMap<>();
    private final Map<String, List<Tensor>> states = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when the model has no recurrent layer of a simple cell */
    TemporalFlow(Vanishing regularizer, Model model) {
        this.model = model;
        this.weight = regularizer.weight();
        for (Recurrence recurrence : model.recurrences()) {
            if (recurrence.cell() == Cell.LSTM || recurrence.cell() == Cell.GRU) {
                throw new IllegalArgumentException("The regularizer 'vanishing' is defined for rnn cells tanh, relu and"
                        + " sigmoid; gates, as in this model's layer '" + recurrence.layer()
                        + "', have a way of their own through time");
            }
            recurrences.put(recurrence.layer(), recurrence);
        }
        if (recurrences.isEmpty()) {
            throw new IllegalArgumentException(
                    "The regularizer 'vanishing' looks at gradients through time, but the model"
                            + " has no recurrent layer; use it with model: {rnn: ...}, or leave it out");
        }
    }

    /**
     * Runs the forward pass so that states can be seen.
     *
     * @param inner what stands behind the layers otherwise, or null; put back in its place afterwards
     */
    Tensor watch(@Nullable Tap inner, Supplier<Tensor> forward) {
        states.clear();
        Tap other = inner == null ? Tap.NONE : inner;
        model.tap((layer, state) -> keep(layer, other.through(layer, state)));
        try {
            return forward.get();
        } finally {
            model.tap(inner);
        }
    }

    private Tensor keep(String layer, Tensor state) {
        if (recurrences.containsKey(layer) && state.requires_grad()) {
            state.retain_grad();
            states.computeIfAbsent(layer, name -> new ArrayList<>()).add(state);
        }
        return state;
    }

    /**
     * After backward: adds the term's gradient to that of the recurrent weights.
     *
     * @param scale what the loss was multiplied with before backward; the gradient is multiplied with it too
     * @return weight times Omega, all layers together
     */
    double addGradient(double scale) {
        double sum = 0;
        try (AutoGradMode off = new AutoGradMode(false)) {
            for (Map.Entry<String, List<Tensor>> seen : states.entrySet()) {
                sum += addGradient(Objects.requireNonNull(recurrences.get(seen.getKey())), seen.getValue(), scale);
            }
        }
        states.clear();
        return weight * sum;
    }

    private double addGradient(Recurrence recurrence, List<Tensor> seen, double scale) {
        TensorVector all = new TensorVector();
        TensorVector gradients = new TensorVector();
        for (Tensor state : seen) {
            all.push_back(state);
            gradients.push_back(state.grad());
        }
        Tensor h = torch.cat(all, 0);
        Tensor d = torch.cat(gradients, 0);
        Tensor driving = d.mul(slope(recurrence.cell(), h));
        Tensor arriving = driving.matmul(recurrence.weight());
        Tensor before = d.square().sum(1);
        Tensor counts = before.ge(new Scalar(BOUND * scale * scale));
        Tensor n = counts.sum().clamp_min(new Scalar(1));
        Tensor nothing = torch.zeros_like(before);
        Tensor excess = torch.where(counts, arriving.square().sum(1).div(before).sub(new Scalar(1)), nothing);
        Tensor factor = torch.where(counts, excess.div(before), nothing)
                .mul(new Scalar(4 * weight * scale))
                .div(n);
        Tensor gradient = driving.t().matmul(arriving.mul(factor.unsqueeze(1)));
        recurrence.weight().grad().add_(gradient);
        return excess.square().sum().div(n).item_double();
    }

    /** The nonlinearity's derivative, from its value. */
    private static Tensor slope(Cell cell, Tensor h) {
        return switch (cell) {
            case TANH -> h.square().neg().add(new Scalar(1));
            case SIGMOID -> h.mul(h.neg().add(new Scalar(1)));
            case RELU -> h.gt(new Scalar(0)).to(h.scalar_type());
            case LSTM, GRU -> throw new IllegalStateException("refused by the constructor");
        };
    }
}
