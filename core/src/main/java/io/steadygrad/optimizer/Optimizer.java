package io.steadygrad.optimizer;

import io.steadygrad.gradient.Parameter;

/**
 * An update rule: from weights, their gradients and moments to new weights and moments. Records implement one of its two
 * kinds; {@link Descent} keeps the moments and applies the rule. Rules take the form and the defaults of LibTorch, where
 * it has them, else the paper's.
 */
public sealed interface Optimizer permits ElementwiseOptimizer, TensorOptimizer {

    /** The step size where no schedule says otherwise. */
    double lr();

    /** How many numbers each moment of a parameter has. */
    long[] sizes(Parameter parameter);

    /** What a moment is before the first step. */
    default double startOf(int moment) {
        return 0;
    }

    /** A usable learning rate. */
    static double requireLearningRate(double lr) {
        if (!(lr > 0) || Double.isInfinite(lr)) {
            throw new IllegalArgumentException(
                    "lr must be greater than 0 and finite, was " + io.steadygrad.spec.Numbers.format(lr));
        }
        return lr;
    }
}
