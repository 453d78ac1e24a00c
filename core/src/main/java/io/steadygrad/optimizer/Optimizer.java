package io.steadygrad.optimizer;

/**
 * An update rule, element by element: from a weight, its gradient and its moments to the new weight and moments. Records
 * implement it; {@link Descent} walks the memory. Rules take the form and the defaults of LibTorch, where it has them.
 */
public interface Optimizer {

    /** The step size where no schedule says otherwise. */
    double lr();

    /** How many numbers are remembered per element. */
    int moments();

    /** What a moment is before the first step. */
    default double startOf(int moment) {
        return 0;
    }

    /** How many sums over a whole tensor an update needs, such as squared norms; each costs no more than the one extra read. */
    default int sums() {
        return 0;
    }

    /** Adds a block's part to the sums, before any element of the tensor is updated. Changes nothing else. */
    default void survey(double[] weight, double[] gradient, double[][] moments, int count, long t, double[] sums) {}

    /**
     * Updates the first {@code count} elements of a block in place, in float64.
     *
     * @param gradient of the loss, after control; may be used as scratch
     * @param moments one block per moment
     * @param t steps taken, this one included, from 1
     * @param lr the learning rate of this step
     * @param sums what {@link #survey} added up over the whole tensor
     */
    void update(double[] weight, double[] gradient, double[][] moments, int count, long t, double lr, double[] sums);

    /** A usable learning rate. */
    static double requireLearningRate(double lr) {
        if (!(lr > 0) || Double.isInfinite(lr)) {
            throw new IllegalArgumentException(
                    "lr must be greater than 0 and finite, was " + io.steadygrad.spec.Numbers.format(lr));
        }
        return lr;
    }
}
