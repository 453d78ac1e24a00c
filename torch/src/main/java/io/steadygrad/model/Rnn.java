package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.spec.Default;
import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent network over sequences {@code [time, channels]}: one or several recurrent layers, the last state of the last one
 * feeds the output layer. States start at zero, biases too.
 *
 * <p>One layer is called {@code recurrent}, several {@code recurrent.0}, {@code recurrent.1}, ... Its parameters: {@code weight_ih} [gates x units,
 * channels], {@code weight_hh} [gates x units, units] and {@code bias}; a GRU has {@code bias_ih} and {@code bias_hh}. PyTorch keeps two biases
 * everywhere, which doubles their learning rate; the published experiments and Keras have one.
 *
 * @param hidden units of each recurrent layer
 * @param layers one above the other
 */
public record Rnn(
        @Default("tanh") Cell cell,
        int hidden,
        @Default("1") int layers,
        @Default("{}") RnnInit init,
        Output output) implements ModelSpec {
    public Rnn {
        Sizes.positive("hidden", hidden);
        Sizes.positive("layers", layers);
    }

    /** {@code {rnn: {cell: lstm, ...}}} in short. */
    public static Rnn lstm(int hidden, @Default("1") int layers, @Default("{}") RnnInit init, Output output) {
        return new Rnn(Cell.LSTM, hidden, layers, init, output);
    }

    /** {@code {rnn: {cell: gru, ...}}} in short. */
    public static Rnn gru(int hidden, @Default("1") int layers, @Default("{}") RnnInit init, Output output) {
        return new Rnn(Cell.GRU, hidden, layers, init, output);
    }

    @Override
    public Model build(List<Integer> inputShape, long seed, Elements.Type type) {
        Sizes.rank("rnn", inputShape, "time", "channels");
        ModelMemory memory = new ModelMemory(seed, type);
        List<Layer> stack = new ArrayList<>();
        List<Recurrence> recurrences = new ArrayList<>();
        int width = inputShape.get(1);
        for (int i = 0; i < layers; i++) {
            String name = layers == 1 ? "recurrent" : "recurrent." + i;
            Recurrent layer = new Recurrent(memory, name, cell, width, hidden, init);
            stack.add(layer);
            recurrences.add(layer.recurrence());
            width = hidden;
        }
        stack.add((input, training, tap) -> input.select(1, -1));
        stack.add(HiddenLayer.output(memory, width, output, init.input()));
        return new LayeredModel(memory, Layer.chain(stack), output.activation(), recurrences);
    }
}
