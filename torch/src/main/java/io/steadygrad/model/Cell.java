package io.steadygrad.model;

/** How a recurrent layer makes its new state from the old one and an input. */
public enum Cell {
    /** h' = tanh(W x + U h + b). */
    TANH(1),
    /** h' = max(0, W x + U h + b). */
    RELU(1),
    /** h' = sigmoid(W x + U h + b). */
    SIGMOID(1),
    /** Input, forget, cell and output gate, in this order, as in PyTorch (Hochreiter and Schmidhuber 1997, with forget gate). */
    LSTM(4),
    /** Reset, update and new gate, in this order; the reset gate acts behind the recurrent product, as in PyTorch and Keras. */
    GRU(3);

    private final int gates;

    Cell(int gates) {
        this.gates = gates;
    }

    /** Blocks of units in its weights. */
    int gates() {
        return gates;
    }
}
