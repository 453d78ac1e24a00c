package io.steadygrad.training;

import io.steadygrad.model.Model;
import io.steadygrad.model.Weight;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The training loss as a function of all weights together: the mean over the training rows, flipped labels included, plus the
 * regularizer (but {@link Vanishing}, which is no function of the weights alone). Gradients and products with its Hessian come as one vector, weight after weight.
 *
 * <p>Rows go through the model piece by piece. Where a piece has an influence of its own (batch normalisation), the loss is the mean over
 * the batches that training takes from the rows in their order. Not thread-safe; changes LibTorch's generator.
 */
final class TrainingLoss implements AutoCloseable {
    /** Enough rows to keep a matrix product busy, few enough for the memory of twice the backward pass. */
    private static final long PIECE = 1024;

    private final Model model;
    private final Recipe recipe;
    private final Objective objective;
    private final RunningState running;
    private final Tensor features;
    private final Tensor targets;
    private final long rows;
    private final long piece;

    /** @param model whose weights are where the loss is looked at */
    TrainingLoss(Model model, Recipe recipe, Examples train) {
        this.model = model;
        this.recipe = recipe;
        objective = Objective.of(recipe.loss(), recipe.task(), model, train, recipe.transform());
        running = new RunningState(model);
        features = train.features();
        rows = train.rows();
        long batch = recipe.batch() == 0 ? rows : recipe.batch();
        piece = model.buffers().isEmpty() ? Math.min(rows, Math.max(batch, PIECE)) : batch;
        try (PointerScope scope = new PointerScope()) {
            Tensor labels = new Faults(recipe.faults()).labels(train, recipe.seed());
            targets = LibTorch.keep(new Tensor(objective.prepare(labels, type())));
        }
    }

    /** The type in which everything is computed, the weights'. */
    torch.ScalarType type() {
        return model.weights().get(0).tensor().scalar_type().intern();
    }

    long size() {
        return model.weights().stream()
                .mapToLong(weight -> weight.tensor().numel())
                .sum();
    }

    /** What one piece of the rows adds to a result. */
    private interface Piece {
        void add(Tensor loss);
    }

    /** Hands the piece's share of the loss to {@code each}, one after the other, with the native memory of one at a time. */
    private void pieces(Piece each) {
        for (long from = 0; from < rows; from += piece) {
            long count = Math.min(piece, rows - from);
            try (PointerScope scope = new PointerScope()) {
                torch.manual_seed(recipe.seed()); // a module of one's own may drop units: always the same ones
                running.remember();
                Tensor inputs = Objective.typed(recipe.transform().apply(features.narrow(0, from, count)), model);
                Tensor loss = objective
                        .mean(model, inputs, targets.narrow(0, from, count))
                        .mul(new Scalar((double) count / rows));
                if (from == 0 && recipe.regularizer() instanceof L2 l2) {
                    loss = loss.add(l2.penalty(model.weights()));
                }
                each.add(loss);
                running.restore();
            }
        }
    }

    double value() {
        double[] sum = new double[1];
        try (AutoGradMode off = new AutoGradMode(false)) {
            pieces(loss -> sum[0] += loss.item_double());
        }
        return sum[0];
    }

    /** Adds the gradient to {@code sum}, as many numbers as there are weights. */
    void gradient(Tensor sum) {
        pieces(loss -> add(gradients(loss, false), sum));
    }

    /**
     * Adds H v to {@code sum}: the gradient of (gradient . v), by a second backward pass through the first.
     *
     * @throws RuntimeException where an operation of the model cannot be differentiated twice
     */
    void hessian(Tensor v, Tensor sum) {
        pieces(loss -> {
            TensorVector first = gradients(loss, true);
            Tensor product = null;
            long at = 0;
            for (int i = 0; i < model.weights().size(); i++) {
                Tensor weight = model.weights().get(i).tensor();
                Tensor gradient = first.get(i);
                if (gradient.defined() && gradient.requires_grad()) {
                    Tensor share = gradient.mul(v.narrow(0, at, weight.numel()).view(weight.shape()))
                            .sum();
                    product = product == null ? share : product.add(share);
                }
                at += weight.numel();
            }
            if (product != null) { // else the loss is linear
                add(gradients(product, false), sum);
            }
        });
    }

    /** Adds {@code factor * v} to the weights. */
    void move(Tensor v, double factor) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            long at = 0;
            for (Weight weight : model.weights()) {
                Tensor tensor = weight.tensor();
                tensor.add_(v.narrow(0, at, tensor.numel()).view(tensor.shape()), new Scalar(factor));
                at += tensor.numel();
            }
        }
    }

    /** @param again whether the gradients are to be differentiated themselves */
    private TensorVector gradients(Tensor of, boolean again) {
        return torch.grad(new TensorVector(of), weights(), new TensorVector(), new BoolOptional(again), again, true);
    }

    private TensorVector weights() {
        TensorVector weights = new TensorVector();
        for (Weight weight : model.weights()) {
            weights.push_back(weight.tensor());
        }
        return weights;
    }

    /** Weights that the loss does not depend on have no gradient. */
    private void add(TensorVector parts, Tensor sum) {
        try (AutoGradMode off = new AutoGradMode(false)) {
            long at = 0;
            List<Weight> weights = model.weights();
            for (int i = 0; i < weights.size(); i++) {
                long count = weights.get(i).tensor().numel();
                if (parts.get(i).defined()) {
                    sum.narrow(0, at, count).add_(parts.get(i).reshape(count));
                }
                at += count;
            }
        }
    }

    @Override
    public void close() {
        LibTorch.release(targets);
    }
}
