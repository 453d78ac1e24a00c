package io.steadygrad.probe;

import io.steadygrad.model.ModelSpec;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import java.util.List;

/**
 * What a probe measures: a workload as one seed trains it, without control.
 *
 * @param inputShape of one row
 * @param recipe with the optimizer and the seed
 * @param optimizer the same optimizer as text, so that its learning rate can be changed
 */
public record Subject(
        ModelSpec model, List<Integer> inputShape, Recipe recipe, Split examples, OptimizerExpression optimizer) {}
