package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A recurrent network over sequences {@code [time, channels]}: one or several recurrent layers, the last state of the last one
 * feeds the output layer. States start at zero, biases too.
 *
 * <p>One layer is called {@code recurrent}, several {@code recurrent.0}, {@code recurrent.1}, ... Its parameters: {@code weight_ih} [gates x units,
 * channels], {@code weight_hh} [gates x units, units] and {@code bias}; a GRU has {@code bias_ih} and {@code bias_hh}. PyTorch keeps two biases
 * everywhere, which doubles their learning rate; the published experiments and Keras have one.
 *
 * @param hidden units of each recurrent layer
 */
public record Rnn(
        @Default("tanh") Cell cell,
        List<Integer> hidden,
        @Default("{}") RnnInit init,
        Output output) implements ModelSpec {
    public Rnn {
        hidden = List.copyOf(hidden);
        Sizes.positive("hidden", hidden);
        if (hidden.isEmpty()) {
            throw new IllegalArgumentException("hidden needs at least one recurrent layer");
        }
    }

    /** {@code {rnn: {cell: lstm, ...}}} in short. */
    public static Rnn lstm(List<Integer> hidden, @Default("{}") RnnInit init, Output output) {
        return new Rnn(Cell.LSTM, hidden, init, output);
    }

    /** {@code {rnn: {cell: gru, ...}}} in short. */
    public static Rnn gru(List<Integer> hidden, @Default("{}") RnnInit init, Output output) {
        return new Rnn(Cell.GRU, hidden, init, output);
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.rank("rnn", inputShape, "time", "channels");
        ModelMemory memory = new ModelMemory(seed, type);
        List<Recurrent> layers = new ArrayList<>();
        int width = inputShape.get(1);
        for (int i = 0; i < hidden.size(); i++) {
            String name = hidden.size() == 1 ? "recurrent" : "recurrent." + i;
            layers.add(new Recurrent(memory, name, cell, width, hidden.get(i), init));
            width = hidden.get(i);
        }
        Dense last = new Dense(memory, "output", width, output.units(), output.initOr(init.input()), output.bias());
        Layer whole = (input, training, tap) -> {
            Tensor states = input;
            for (Recurrent layer : layers) {
                states = layer.forward(states, training, tap);
            }
            Tensor lastState = states.select(1, -1);
            return tap.through("output", output.activation().apply(last.forward(lastState, training, tap)));
        };
        return new LayeredModel(memory, whole, output.activation());
    }
}
