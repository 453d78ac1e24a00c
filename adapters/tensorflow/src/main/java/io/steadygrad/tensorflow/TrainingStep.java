package io.steadygrad.tensorflow;

import io.steadygrad.control.Report;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SteadyOptimizer#step} did.
 *
 * @param updated whether the variables were updated: not where the step was rejected, nor while gradients are still being accumulated
 * @param accepted false where the step was rejected
 * @param loss of the batch; NaN where the optimizer was not given one
 * @param normBefore global l2 norm of the gradients as they came
 * @param normAfter the same of what the optimizer was given
 * @param report everything that is known, where the step was decided on the host; null in the graph
 */
public record TrainingStep(
        boolean updated,
        boolean accepted,
        double loss,
        double normBefore,
        double normAfter,
        @Nullable Report report) {}
