package io.steadygrad.study;

import io.steadygrad.control.Report;
import io.steadygrad.model.Model;
import io.steadygrad.training.StackedTraining;
import io.steadygrad.training.TrainingListener;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Trains trials of one workload in one stack, and hands each one's outcome over as soon as it is there. */
final class StackedTrials {
    private StackedTrials() {}

    /** A stack of one: the same numbers as in any other. */
    static TrialOutcome alone(Trial trial, Path directory, TrialRunner.Watcher watcher, BooleanSupplier stop) {
        AtomicReference<@Nullable TrialOutcome> only = new AtomicReference<>();
        run(
                List.of(trial),
                directory,
                new TrialRunner.StackWatcher() {
                    @Override
                    public void step(int place, long step, double loss) {
                        watcher.step(step, loss);
                    }

                    @Override
                    public void finished(int place, TrialOutcome outcome) {
                        only.set(outcome);
                    }
                },
                stop);
        TrialOutcome outcome = only.get();
        if (outcome == null) {
            throw new IllegalStateException("The trial ended without an outcome");
        }
        return outcome;
    }

    /** @param trials that {@linkplain Trial#stacksWith stack} */
    static void run(List<Trial> trials, Path directory, TrialRunner.StackWatcher watcher, BooleanSupplier stop) {
        // One workload for all: the rows are in memory once.
        Workload workload = trials.get(0).cell().variant();
        List<Integer> shape = workload.data().inputShape();
        List<Model> models = new ArrayList<>();
        List<TrainingLoop> loops = new ArrayList<>();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < trials.size(); i++) {
                Trial trial = trials.get(i);
                int place = i;
                Model model = workload.model().build(shape, trial.seed());
                models.add(model);
                TrainingLoop loop = new TrainingLoop(
                        model,
                        TrainingRunner.recipe(trial, workload),
                        workload.data().examples());
                loops.add(loop);
                loop.stopWhen(stop).until(trial.budgetSteps()).listen(new TrainingListener() {
                    @Override
                    public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
                        watcher.step(place, index, loss);
                    }
                });
            }
            new StackedTraining(workload.model(), shape, loops).run(new StackedTraining.Listener() {
                /** What of the time so far was spent on one of them. */
                private double seconds() {
                    return (System.nanoTime() - start) / 1e9 / trials.size();
                }

                @Override
                public void finished(int member, TrainingResult result) {
                    Trial trial = trials.get(member);
                    TrainingRunner.write(trial, directory, result);
                    watcher.finished(member, TrainingRunner.outcome(trial, result, seconds()));
                }

                @Override
                public void failed(int member, RuntimeException why) {
                    watcher.finished(member, TrialOutcome.failed(why, seconds()));
                }
            });
        } finally {
            loops.forEach(TrainingLoop::close);
            models.forEach(Model::close);
        }
    }
}
