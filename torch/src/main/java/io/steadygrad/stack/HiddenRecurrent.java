package io.steadygrad.stack;

import static io.steadygrad.torch.LibTorch.keep;

import io.steadygrad.model.Cell;
import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer of a simple cell, {@code [members, time, rows, inputs] -> [members, time, rows, units]}, and its derivatives through
 * time, without autograd: {@code d_t = s'(h_t) (arriving_t + d_{t+1} W)}, and the weights' gradients are one product over all of time.
 *
 * <p>Everything has room for one time step more than there are, so that a time step of one member never borders on that of the next:
 * LibTorch then works on each member for itself, and where its vectors end is the same in every company.
 */
final class HiddenRecurrent implements StackedLayer {
    private final Bend bend;
    private final boolean top;
    private final int time;
    private final StackedDense input;
    private final StackedWeight weight;
    private final int rows;
    private final int units;
    private final List<Tensor> memory = new ArrayList<>();
    private final Matrices states;
    private final Matrices statesBefore;
    private final Matrices sums;
    private final Tensor sumsOverTime;
    private final Tensor back;
    private final Matrices backOfMembers;
    private final Matrices arriving;
    private final List<Tensor> state = new ArrayList<>();
    private final List<Tensor> sum = new ArrayList<>();
    private final List<Tensor> arrivingAt = new ArrayList<>();
    private final List<Matrices> stateOfMembers = new ArrayList<>();
    private final List<Matrices> sumOfMembers = new ArrayList<>();
    private @Nullable Matrices inputs;

    /** @param top whether only the last state is wanted; then {@link #arriving} is its gradient alone */
    HiddenRecurrent(
            StackedDense input, StackedWeight recurrent, Cell cell, boolean top, int time, int rows, int units) {
        long members = recurrent.members();
        this.input = input;
        this.weight = recurrent;
        this.bend = Bend.of(cell);
        this.top = top;
        this.time = time;
        this.rows = rows;
        this.units = units;
        try (PointerScope scope = new PointerScope()) {
            Tensor all = make(members, time + 1, rows, units);
            states = Matrices.of(all.narrow(1, 1, time));
            statesBefore = Matrices.of(all);
            Tensor driven = make(members, time + 1, rows, units);
            sums = Matrices.of(driven);
            sumsOverTime = view(driven.narrow(1, 0, time).flatten(1, 2));
            back = make(members, rows, units);
            backOfMembers = Matrices.of(back);
            Tensor whole = make(members, top ? 1 : time + 1, rows, units);
            arriving = Matrices.of(whole);
            for (int t = 0; t <= time; t++) {
                state.add(view(all.select(1, t)));
                stateOfMembers.add(Matrices.of(state.get(t)));
            }
            for (int t = 0; t < time; t++) {
                sum.add(view(driven.select(1, t)));
                sumOfMembers.add(Matrices.of(sum.get(t)));
                arrivingAt.add(view(whole.select(1, top ? 0 : t)));
            }
        }
    }

    private Tensor make(long... shape) {
        Tensor tensor = StackedWeight.zeros(shape);
        memory.add(tensor);
        return tensor;
    }

    private Tensor view(Tensor tensor) {
        memory.add(keep(tensor));
        return tensor;
    }

    /** @param from {@code [members, time, rows, inputs]} */
    @Override
    public Matrices forward(Matrices from) {
        inputs = from;
        input.forward(from, sums);
        for (int t = 0; t < time; t++) {
            Tensor driven = sum.get(t);
            for (int m = 0; m < weight.members(); m++) {
                Products.addTransposed(
                        sumOfMembers.get(t).of(m),
                        stateOfMembers.get(t).of(m),
                        weight.values().get(m),
                        rows,
                        units,
                        units);
            }
            Tensor next = state.get(t + 1);
            bend.forward(next, driven);
        }
        return top ? stateOfMembers.get(time) : states;
    }

    @Override
    public Matrices arriving() {
        return arriving;
    }

    @Override
    public void backward(@Nullable Matrices into) {
        for (int t = time - 1; t >= 0; t--) {
            boolean last = t == time - 1;
            if (!top && !last) {
                back.add_(arrivingAt.get(t));
            }
            Tensor gradient = last ? arrivingAt.get(t) : back;
            Tensor delta = sum.get(t); // its sum is not needed any more
            Tensor reached = state.get(t + 1);
            bend.backward(delta, gradient, reached);
            if (t > 0) {
                for (int m = 0; m < weight.members(); m++) {
                    Products.put(
                            backOfMembers.of(m),
                            sumOfMembers.get(t).of(m),
                            weight.values().get(m),
                            rows,
                            units,
                            units);
                }
            }
        }
        for (int m = 0; m < weight.members(); m++) {
            Products.putOverRows(weight.gradients().get(m), sums.of(m), statesBefore.of(m), units, time * rows, units);
        }
        input.backward(Objects.requireNonNull(inputs), sumsOverTime, into);
    }

    @Override
    public void close() {
        input.close();
        memory.forEach(LibTorch::release);
        memory.clear();
    }
}
