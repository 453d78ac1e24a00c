package io.steadygrad.training;

import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.trace.Signals;
import org.bytedeco.pytorch.Tensor;

/** What is known of a run before its first step, in the words of its record. */
final class KnownFacts {
    private KnownFacts() {}

    /**
     * @param labels as they are trained on, {@code prepared} as the loss gets them
     * @param budget in steps
     */
    static Signals.Facts of(
            Recipe recipe,
            Objective objective,
            Examples train,
            Tensor labels,
            Tensor prepared,
            long budget,
            long stepsPerEpoch) {
        Chance chance = Chance.of(objective, prepared, labels, train.classes());
        return new Signals.Facts(
                recipe.task().toString(),
                recipe.loss().name(),
                chance.loss(),
                chance.accuracy(),
                budget,
                stepsPerEpoch,
                OptimizerExpression.text(recipe.optimizer()),
                objective.output().activation().toString(),
                objective.output().size(),
                TableColumns.of(train.features()),
                TableColumns.of(labels));
    }
}
