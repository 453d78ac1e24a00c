package io.steadygrad.training;

import io.steadygrad.model.Model;
import io.steadygrad.torch.LibTorch;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The largest eigenvalue lambda of the Hessian H of the training loss, by power iteration in its locally optimal form: the next v is that
 * combination of v, H v and the last change of v which has the largest v . H v / v . v = lambda. It is the largest eigenvalue with its sign,
 * not the one of largest magnitude, and takes about as many products as the root of what plain power iteration takes.
 *
 * <p>Gradient descent on a quadratic diverges beyond a learning rate of 2 / lambda, with heavy-ball momentum beta beyond
 * 2 (1 + beta) / lambda. Products H v come from a second backward pass through the first, or, where an operation cannot be
 * differentiated twice, from central differences of the gradient. The same model, recipe and rows give the same bits.
 *
 * <p><b>Cost.</b> Each product about three times a forward and backward pass over all training rows. <b>Edges.</b> A loss or product that is not
 * finite gives NaN, not converged; a Hessian of zeros gives 0. <b>Source.</b> LeCun, Simard, Pearlmutter 1993 (power iteration on
 * H); Pearlmutter 1994 (products); Knyazev 2001, "Toward the optimal preconditioned eigensolver", here without a preconditioner (LOBPCG); Cohen et al. 2021, "Gradient descent on neural networks typically occurs at the edge of stability"
 * (limits of the learning rate).
 *
 * @param eigenvalue lambda
 * @param residual |H v - lambda v|: some eigenvalue lies within it of lambda
 * @param iterations products with H that were needed
 * @param converged whether the residual fell below the tolerance times the largest |H v| that was met
 * @param loss the training loss there
 * @param products {@code double_backward} or {@code central_differences}
 * @param type {@code float64}, or {@code float32} for a model that cannot be built in it
 */
public record Sharpness(
        double eigenvalue,
        double residual,
        int iterations,
        boolean converged,
        double loss,
        String products,
        String type) {

    /**
     * Measures at the weights of a model.
     *
     * @param at is only read
     * @param twin the same network, best in float64; gets the weights of {@code at}
     * @param tolerance of the residual, relative to the largest |H v|
     * @param stop asked between products
     * @return null when stopped
     */
    public static @Nullable Sharpness measure(
            Model at,
            Model twin,
            Recipe recipe,
            Examples train,
            int iterations,
            double tolerance,
            BooleanSupplier stop) {
        LibTorch.threads(recipe.threads());
        copy(at, twin);
        try (PointerScope scope = new PointerScope();
                TrainingLoss loss = new TrainingLoss(twin, recipe, train)) {
            return new PowerIteration(loss, recipe.seed(), iterations, tolerance, stop).run();
        }
    }

    private static void copy(Model from, Model to) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            for (int i = 0; i < from.weights().size(); i++) {
                to.weights().get(i).tensor().copy_(from.weights().get(i).tensor());
            }
            Map<String, Tensor> buffers = to.buffers();
            from.buffers().forEach((name, tensor) -> {
                Tensor buffer = buffers.get(name);
                if (buffer != null) {
                    buffer.copy_(tensor);
                }
            });
        }
    }
}
