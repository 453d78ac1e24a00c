package io.steadygrad.stack;

import io.steadygrad.model.Cell;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Rnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What several members of one shape have in common. Their weights stay where they are, so members may come and go. Wants one thread of
 * LibTorch, as several would cut a stack into pieces whose ends depend on its size.
 */
public final class StackedNetwork {
    private final ModelSpec spec;
    private final List<Integer> inputShape;
    private final List<String> names;

    /**
     * @param names of the weights, in the order of the model
     * @throws IllegalArgumentException where such networks cannot be stacked
     */
    public StackedNetwork(ModelSpec spec, List<Integer> inputShape, List<String> names) {
        String obstacle = obstacle(spec);
        if (obstacle != null) {
            throw new IllegalArgumentException(obstacle);
        }
        this.spec = spec;
        this.inputShape = List.copyOf(inputShape);
        this.names = List.copyOf(names);
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

    /**
     * Room for the passes of these members, on so many rows each.
     *
     * @throws IllegalArgumentException where there is no member or no row
     */
    public StackedPass pass(List<MemberWeights> members, int rows) {
        if (members.isEmpty() || rows < 1) {
            throw new IllegalArgumentException("A pass takes at least 1 member and 1 row, not " + members.size()
                    + " members and " + rows + " rows");
        }
        List<StackedLayer> layers = new ArrayList<>();
        List<String> layerNames = new ArrayList<>();
        int inputs;
        int units;
        if (spec instanceof Mlp mlp) {
            inputs = inputShape.stream().reduce(1, Math::multiplyExact);
            for (int i = 0; i < mlp.hidden().size(); i++) {
                String name = "hidden." + i;
                int width = mlp.hidden().get(i);
                layerNames.add(name);
                layers.add(new HiddenDense(
                        dense(members, name, rows, inputs, width), mlp.activation(), members.size(), rows, width));
                inputs = width;
            }
            units = mlp.output().units();
        } else {
            Rnn rnn = (Rnn) spec;
            int time = inputShape.get(0);
            inputs = inputShape.get(1);
            for (int i = 0; i < rnn.layers(); i++) {
                String name = rnn.layers() == 1 ? "recurrent" : "recurrent." + i;
                layerNames.add(name);
                layers.add(new HiddenRecurrent(
                        new StackedDense(
                                weight(members, name + ".weight_ih"),
                                weight(members, name + ".bias"),
                                time * rows,
                                inputs,
                                rnn.hidden()),
                        weight(members, name + ".weight_hh"),
                        rnn.cell(),
                        i == rnn.layers() - 1,
                        time,
                        rows,
                        rnn.hidden()));
                inputs = rnn.hidden();
            }
            units = rnn.output().units();
        }
        StackedDense output = dense(members, "output", rows, inputs, units);
        return new StackedPass(inputShape, layerNames, layers, output, members.size(), rows, units);
    }

    private StackedDense dense(List<MemberWeights> members, String name, int rows, int inputs, int units) {
        return new StackedDense(
                weight(members, name + ".weight"), weight(members, name + ".bias"), rows, inputs, units);
    }

    private StackedWeight weight(List<MemberWeights> members, String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("These networks have no weight '" + name + "'; they have " + names);
        }
        return StackedWeight.of(members, index);
    }
}
