package io.steadygrad.study;

import io.steadygrad.data.Split;
import io.steadygrad.method.Chain;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Evaluations;
import io.steadygrad.training.Recipe;

/** From a workload's settings to the recipe that the training loop follows. */
final class Recipes {
    private Recipes() {}

    static Recipe of(Workload workload, Chain method, Optimizer optimizer, Budget budget, int batch, long seed) {
        WorkloadSettings settings = workload.settings();
        return Recipe.of(settings.loss(), optimizer, budget)
                .task(settings.task())
                .method(method)
                .schedule(settings.schedule())
                .batch(batch)
                .shuffle(settings.shuffle())
                .dropLast(settings.lastBatch() == LastBatch.DROP)
                .faults(settings.faults())
                .regularizer(settings.regularizer())
                .earlyStopping(settings.earlyStopping())
                .target(workload.target())
                .save(settings.save())
                .seed(seed)
                .threads(settings.threads())
                .transform(workload.data().transform())
                .evaluations(evaluations(workload, batch))
                .repair(settings.repair())
                .build();
    }

    private static Evaluations evaluations(Workload workload, int batch) {
        Split split = workload.data().split();
        int train = split.train().rows();
        int validation = split.validation() == null ? 0 : split.validation().rows();
        long perStep = batch == 0 ? train : Math.min(batch, train);
        return Evaluations.affordable(
                workload.budgetSteps() * perStep,
                (long) train + validation + split.test().rows());
    }
}
