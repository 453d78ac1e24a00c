package io.steadygrad.stack;

import io.steadygrad.model.Cell;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.Weight;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The weights of several members of one shape, and what works on all of them at once. A member's weights are brought here before each
 * step and its gradients are taken from here, so members may come and go. Not thread-safe; wants one thread of LibTorch, as several would
 * cut a stack into pieces whose ends depend on its size.
 */
public final class StackedNetwork implements AutoCloseable {
    private final ModelSpec spec;
    private final List<Integer> inputShape;
    private final int members;
    private final Map<String, StackedWeight> weights = new LinkedHashMap<>();
    private final List<StackedWeight> inOrder;

    /**
     * @param like the weights of a member, float32
     * @param members at most
     * @throws IllegalArgumentException where such networks cannot be stacked
     */
    public StackedNetwork(ModelSpec spec, List<Integer> inputShape, List<Weight> like, int members) {
        String obstacle = obstacle(spec);
        if (obstacle != null) {
            throw new IllegalArgumentException(obstacle);
        }
        this.spec = spec;
        this.inputShape = List.copyOf(inputShape);
        this.members = members;
        like.forEach(weight -> weights.put(weight.parameter().name(), new StackedWeight(weight, members)));
        inOrder = List.copyOf(weights.values());
    }

    /** Why models of this kind cannot be stacked, or null where they can. */
    public static @Nullable String obstacle(ModelSpec spec) {
        if (spec instanceof Mlp mlp) {
            return mlp.norm() == Norm.NONE
                    ? null
                    : "an mlp is stacked without normalisation only, not with norm "
                            + mlp.norm().name().toLowerCase(Locale.ROOT);
        }
        if (spec instanceof Rnn rnn) {
            return rnn.cell() == Cell.LSTM || rnn.cell() == Cell.GRU
                    ? "an rnn is stacked with the cells tanh, relu and sigmoid only, not with "
                            + rnn.cell().toString().toLowerCase(Locale.ROOT)
                    : null;
        }
        return "only an mlp or an rnn can be stacked";
    }

    /** Brings a member's weights here, in the order of its model. */
    public void load(int member, List<FloatBuffer> from) {
        for (int i = 0; i < inOrder.size(); i++) {
            inOrder.get(i).load(member, from.get(i));
        }
    }

    /** Takes a member's gradients from here. */
    public void unload(int member, List<FloatBuffer> to) {
        for (int i = 0; i < inOrder.size(); i++) {
            inOrder.get(i).unload(member, to.get(i));
        }
    }

    /**
     * Room for the passes of the first so many members, on so many rows each.
     *
     * @throws IllegalArgumentException where there are not so many
     */
    public StackedPass pass(int first, int rows) {
        if (first < 1 || first > members || rows < 1) {
            throw new IllegalArgumentException("A pass takes 1 to " + members + " members and at least 1 row, not "
                    + first + " members and " + rows + " rows");
        }
        List<StackedLayer> layers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long units;
        if (spec instanceof Mlp mlp) {
            for (int i = 0; i < mlp.hidden().size(); i++) {
                names.add("hidden." + i);
                layers.add(new HiddenDense(
                        dense("hidden." + i, first),
                        mlp.activation(),
                        first,
                        rows,
                        mlp.hidden().get(i)));
            }
            units = mlp.output().units();
        } else {
            Rnn rnn = (Rnn) spec;
            for (int i = 0; i < rnn.layers(); i++) {
                String name = rnn.layers() == 1 ? "recurrent" : "recurrent." + i;
                names.add(name);
                layers.add(new HiddenRecurrent(
                        new StackedDense(weight(name + ".weight_ih"), weight(name + ".bias"), first),
                        weight(name + ".weight_hh"),
                        rnn.cell(),
                        i == rnn.layers() - 1,
                        inputShape.get(0),
                        first,
                        rows,
                        rnn.hidden()));
            }
            units = rnn.output().units();
        }
        return new StackedPass(inputShape, names, layers, dense("output", first), first, rows, units);
    }

    private StackedDense dense(String name, int first) {
        return new StackedDense(weight(name + ".weight"), weight(name + ".bias"), first);
    }

    private StackedWeight weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    @Override
    public void close() {
        inOrder.forEach(StackedWeight::close);
    }
}
