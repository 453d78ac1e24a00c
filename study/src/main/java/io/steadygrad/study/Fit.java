package io.steadygrad.study;

import io.steadygrad.data.Samples;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Identity;
import io.steadygrad.model.Model;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import java.util.stream.IntStream;

/** Whether a workload's model, data, loss and faults go together: the model is built and gets a few rows. */
final class Fit {
    private static final int FEW = 4;
    private static final Optimizer ANY =
            io.steadygrad.expression.OptimizerExpression.parse("sgd(lr=0.1)").optimizer();

    private Fit() {}

    /** @throws IllegalArgumentException saying what does not fit */
    static void check(Workload workload) {
        Samples train = workload.data().split().train();
        Samples few = train.select(IntStream.range(0, Math.min(FEW, train.rows())).toArray());
        try (Model model = workload.model().build(workload.data().inputShape(), 0);
                Examples examples = PreparedData.examples(few);
                TrainingLoop loop = new TrainingLoop(
                        model,
                        Recipes.of(workload, Chain.of(new Identity()), ANY, Budget.steps(1), 0, 0),
                        new Split(examples, null, null))) {
            loop.toString();
        }
    }
}
