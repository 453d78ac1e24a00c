package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One recurrent layer, {@code [batch, time, channels] -> [batch, time, units]}, all its states.
 *
 * <p>LibTorch's own operators run whole sequences where they exist. With a tap behind it (or a sigmoid cell) the layer walks through time
 * itself and shows every state to the tap, under the layer's name, first step first: that is where the gradient through
 * time can be seen and controlled.
 */
final class Recurrent implements Layer {
    private final String name;
    private final Cell cell;
    private final int units;
    private final Tensor recurrentWeight;
    private final Tensor inputWeight;
    private final TensorOptional inputBias;
    private final TensorOptional recurrentBias;
    private final TensorVector all;

    Recurrent(ModelMemory memory, String name, Cell cell, int inputs, int units, RnnInit init) {
        this.name = name;
        this.cell = cell;
        this.units = units;
        int rows = cell.gates() * units;
        this.inputWeight = memory.blocks(name + ".weight_ih", init.input(), cell.gates(), rows, inputs);
        this.recurrentWeight = memory.blocks(name + ".weight_hh", init.recurrent(), cell.gates(), rows, units);
        Tensor first;
        Tensor second;
        if (cell == Cell.GRU) {
            first = memory.constant(name + ".bias_ih", 0, rows);
            second = memory.constant(name + ".bias_hh", 0, rows);
        } else {
            first = memory.constant(name + ".bias", 0, rows);
            // LibTorch's operators want two; this one stays zero and is not trained.
            second = memory.fixed(new double[rows], rows);
        }
        this.inputBias = memory.optional(first);
        this.recurrentBias = memory.optional(second);
        this.all = memory.make(() -> new TensorVector(inputWeight, recurrentWeight, first, second));
    }

    Recurrence recurrence() {
        return new Recurrence(name, cell, recurrentWeight);
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return tap == Tap.NONE && cell != Cell.SIGMOID ? whole(input, training) : stepwise(input, tap);
    }

    private Tensor whole(Tensor input, boolean training) {
        Tensor start = input.new_zeros(1, input.size(0), units);
        return switch (cell) {
            case TANH ->
                torch.rnn_tanh(input, start, all, true, 1, 0, training, false, true)
                        .get0();
            case RELU ->
                torch.rnn_relu(input, start, all, true, 1, 0, training, false, true)
                        .get0();
            case LSTM ->
                torch.lstm(input, new TensorVector(start, start), all, true, 1, 0, training, false, true)
                        .get0();
            case GRU ->
                torch.gru(input, start, all, true, 1, 0, training, false, true).get0();
            case SIGMOID -> throw new IllegalStateException("LibTorch has no such operator");
        };
    }

    private Tensor stepwise(Tensor input, Tap tap) {
        Tensor state = input.new_zeros(input.size(0), units);
        Tensor memory = state;
        // Unbound at once: the backward of one select for each step would fill a whole sequence with zeros each time.
        TensorVector driven =
                tap.sum(name, torch.linear(input, inputWeight, inputBias)).unbind(1);
        Tensor transposed = recurrentWeight.t();
        TensorVector states = new TensorVector();
        for (long t = 0; t < driven.size(); t++) {
            Tensor drive = driven.get(t);
            switch (cell) {
                case TANH -> state = torch.addmm(drive, state, transposed).tanh();
                case RELU -> state = torch.addmm(drive, state, transposed).relu();
                case SIGMOID -> state = torch.addmm(drive, state, transposed).sigmoid();
                case LSTM -> {
                    TensorVector gates = torch.addmm(drive, state, transposed).chunk(4, 1);
                    Tensor written = gates.get(0).sigmoid().mul(gates.get(2).tanh());
                    memory = gates.get(1).sigmoid().mul(memory).add(written);
                    state = gates.get(3).sigmoid().mul(memory.tanh());
                }
                case GRU -> {
                    Tensor echo = torch.linear(state, recurrentWeight, recurrentBias);
                    TensorVector driving = drive.chunk(3, 1);
                    TensorVector echoing = echo.chunk(3, 1);
                    Tensor reset = driving.get(0).add(echoing.get(0)).sigmoid();
                    Tensor update = driving.get(1).add(echoing.get(1)).sigmoid();
                    Tensor fresh = driving.get(2).add(reset.mul(echoing.get(2))).tanh();
                    state = fresh.add(update.mul(state.sub(fresh)));
                }
            }
            state = switch (cell) {
                case TANH -> tap.through(name, Activation.TANH, state);
                case RELU -> tap.through(name, Activation.RELU, state);
                case SIGMOID -> tap.through(name, Activation.SIGMOID, state);
                case LSTM, GRU -> tap.through(name, state);
            };
            states.push_back(state);
        }
        return torch.stack(states, 1);
    }
}
