package io.steadygrad.model;

import io.steadygrad.gradient.Elements;
import io.steadygrad.random.RotatedQuadratic;
import io.steadygrad.spec.Default;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A noisy quadratic bowl as a model: one parameter {@code theta}, ones at first, and for a row x the output
 * {@code sqrt(dim / 2) S (theta - x)} with S^T S = H of {@link RotatedQuadratic}. Its mean squared error against zeros, {@code dim} of them
 * per row, is the batch mean of {@code 0.5 (theta - x)^T H (theta - x)}.
 *
 * <p>With the defaults it is quadratic_deep of DeepOBS (Schneider, Balles and Hennig 2019): gradient descent explodes beyond a learning rate of 2 /
 * 53.129.
 *
 * @param dim numbers in theta and in each row
 * @param seed of NumPy's legacy generator, which draws H; the model's own seed changes nothing
 */
public record Quadratic(
        @Default("100") int dim, @Default("42") long seed) implements ModelSpec {
    public Quadratic {
        if (dim < 2) {
            throw new IllegalArgumentException("dim must be at least 2, not " + dim);
        }
        if (seed < 0 || seed > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("seed must be 0 to 4294967295, not " + seed);
        }
    }

    @Override
    public Model build(List<Integer> inputShape, long modelSeed, Elements.Type type) {
        if (!inputShape.equals(List.of(dim))) {
            throw new IllegalArgumentException("The model 'quadratic' with dim: " + dim + " takes rows of " + dim
                    + " numbers, but the data have " + inputShape);
        }
        ModelMemory memory = new ModelMemory(modelSeed, type);
        Tensor theta = memory.constant("theta", 1, dim);
        Tensor root = memory.fixed(scaledRoot(), dim, dim);
        return new LayeredModel(
                memory, (input, training, tap) -> tap.through("theta", torch.linear(theta.sub(input), root)));
    }

    /** Row-major. */
    private double[] scaledRoot() {
        double[][] root = new RotatedQuadratic(dim, seed).squareRoot();
        double[] flat = new double[dim * dim];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = Math.sqrt(dim / 2.0) * root[i / dim][i % dim];
        }
        return flat;
    }
}
