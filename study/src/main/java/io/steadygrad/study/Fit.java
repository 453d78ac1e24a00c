package io.steadygrad.study;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Identity;
import io.steadygrad.model.Model;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Examples;
import io.steadygrad.training.TrainingLoop;
import java.util.Objects;
import java.util.stream.IntStream;

/** Whether a workload's model, data, loss and faults go together: the model is built and gets a few rows. */
final class Fit {
    private static final int FEW = 4;
    private static final Optimizer ANY =
            io.steadygrad.optimizer.OptimizerExpression.parse("sgd(lr=0.1)").optimizer();

    private Fit() {}

    /** @throws IllegalArgumentException saying what does not fit */
    static void check(Workload workload) {
        Split all = workload.data().split();
        Samples validation = all.validation();
        try (Model model = workload.model().build(workload.data().inputShape(), 0);
                Examples train = few(all.train());
                Examples held = few(validation == null ? all.train() : validation);
                Examples test = few(all.test());
                TrainingLoop loop = new TrainingLoop(
                        model,
                        Recipes.of(workload, Chain.of(new Identity()), ANY, Budget.steps(1), 0, 0),
                        new io.steadygrad.training.Split(train, validation == null ? null : held, test))) {
            Objects.requireNonNull(loop);
        }
    }

    private static Examples few(Samples samples) {
        return PreparedData.examples(
                samples.select(IntStream.range(0, Math.min(FEW, samples.rows())).toArray()));
    }
}
