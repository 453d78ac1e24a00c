package io.steadygrad.training;

import io.steadygrad.spec.Default;

/**
 * Keeps the gradient of a recurrent network from fading on its way back through time: {@code weight * Omega} is added to the loss,
 *
 * <pre>  Omega = mean over k of (|d_k diag(f'(h_k)) W|^2 / |d_k|^2 - 1)^2</pre>
 *
 * with the state h_k at time k, the derivative d_k of the loss by it (a row vector), the cell's nonlinearity f and the recurrent weights W, for
 * each row of the batch; states with {@code |d_k|^2 < 1e-20} do not count. Its gradient goes to W alone, and d_k and h_k count as constants
 * in it, as in the paper.
 *
 * <p><b>Edges.</b> Where no state counts, Omega is 0. Several recurrent layers add up. For cells {@code tanh}, {@code relu} and {@code sigmoid}.
 * <b>Cost.</b> The layer walks through time step by step; four products of the size of its own.
 * <p><b>Source.</b> Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (2013), equations 9 and 10.
 * <b>Differs:</b> squared norms and the mean over states and rows, as in the authors' program; the paper writes norms and a sum.
 *
 * @param weight above 0; 4 in the paper, 2 in the authors' program
 */
public record Vanishing(@Default("4") double weight) implements Regularizer {
    public Vanishing {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(
                    "weight must be finite and above 0, not " + weight + "; leave the regularizer out for none");
        }
    }
}
