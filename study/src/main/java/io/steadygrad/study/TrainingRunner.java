package io.steadygrad.study;

import io.steadygrad.control.Report;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.health.Repair;
import io.steadygrad.model.Model;
import io.steadygrad.model.TorchScript;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.store.StoreException;
import io.steadygrad.store.TrialState;
import io.steadygrad.trace.Trace;
import io.steadygrad.training.Checkpoint;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Snapshot;
import io.steadygrad.training.TrainingListener;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Trains trials with LibTorch, alone or as one of the ranks that train each trial together; writes each one's trace, its weights where the workload saves them, and the state that the last
 * repair went on from. Only rank 0 writes; it also keeps, now and then, the state of a trial that is not yet finished. Of a trial that only helps
 * to choose a setting nothing is written, and what it reached on test data is forgotten.
 */
public final class TrainingRunner implements TrialRunner {
    private final ProcessGroup group;

    public TrainingRunner() {
        this(ProcessGroup.ALONE);
    }

    /** @param group whose ranks are all given the same trials */
    public TrainingRunner(ProcessGroup group) {
        this.group = group;
    }

    @Override
    public TrialOutcome run(Trial trial, Path directory, Watcher watcher, BooleanSupplier stop) {
        Workload workload = trial.cell().variant();
        WorkloadSettings settings = workload.settings();
        if (settings.ranks() != group.size()) {
            throw new IllegalArgumentException("workload '" + workload.name() + "' is trained by " + settings.ranks()
                    + " ranks together, but here are " + group.size() + "; see `ranks` in its study file");
        }
        if (settings.stack()) {
            return StackedTrials.alone(trial, directory, watcher, stop);
        }
        var recipe = recipe(trial, workload);
        long start = System.nanoTime();
        try (Model model = workload.model().build(workload.data().inputShape(), trial.seed());
                TrainingLoop loop =
                        new TrainingLoop(model, recipe, workload.data().examples())) {
            loop.among(group)
                    .listen(new TrainingListener() {
                        @Override
                        public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
                            watcher.step(index, loss);
                        }

                        @Override
                        public void repaired(Repair repair, Checkpoint start) {
                            if (trial.phase() == Phase.FINAL) {
                                write(directory, directory.resolve(RunDirectory.snapshot(trial)), start::write);
                            }
                        }
                    })
                    .stopWhen(stop)
                    .until(trial.budgetSteps());
            TrainingResult result = group.size() == 1
                    ? loop.run()
                    : new Unfinished(group, directory.resolve(RunDirectory.unfinished(trial))).run(loop);
            if (group.rank() == 0) {
                write(trial, directory, result);
            }
            return outcome(trial, result, (System.nanoTime() - start) / 1e9);
        }
    }

    /**
     * Trains the beginning of a trial, alone and unstacked, and keeps nothing.
     *
     * @return what was recorded of it
     */
    public static Trace beginning(Trial trial, Watcher watcher, BooleanSupplier stop) {
        Workload workload = trial.cell().variant();
        try (Model model = workload.model().build(workload.data().inputShape(), trial.seed());
                TrainingLoop loop = new TrainingLoop(
                        model, recipe(trial, workload), workload.data().examples())) {
            loop.listen(new TrainingListener() {
                        @Override
                        public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
                            watcher.step(index, loss);
                        }
                    })
                    .stopWhen(stop)
                    .until(trial.budgetSteps());
            return loop.run().trace();
        }
    }

    @Override
    public void runStack(List<Trial> trials, Path directory, StackWatcher watcher, BooleanSupplier stop) {
        StackedTrials.run(trials, directory, watcher, stop);
    }

    static Recipe recipe(Trial trial, Workload workload) {
        return Recipes.of(
                workload,
                MethodExpression.parse(trial.cell().resolvedMethod()).chain(),
                OptimizerExpression.parse(trial.cell().resolvedOptimizer()).optimizer(),
                workload.settings().budget(),
                workload.settings().batch(),
                trial.seed());
    }

    /** Diagnosed, unless the trial only helps to choose a setting: such are compared with others, not examined. */
    static TrialOutcome outcome(Trial trial, TrainingResult result, double seconds) {
        List<Diagnosis> diagnoses = trial.phase() == Phase.FINAL ? Health.diagnose(result.trace()) : List.of();
        TrialOutcome outcome = outcome(trial.cell().variant(), result, diagnoses, seconds);
        return trial.phase() == Phase.TUNING ? outcome.withoutTest() : outcome;
    }

    private static TrialOutcome outcome(
            Workload workload, TrainingResult result, List<Diagnosis> diagnoses, double seconds) {
        Map<String, Double> metrics = new LinkedHashMap<>(result.metrics());
        if (result.status() == TrainingResult.Status.DIVERGED) {
            metrics.clear();
            boolean validation = workload.settings().validation() != null;
            Metrics.names(workload.settings().task(), validation).forEach(name -> metrics.put(name, Double.NaN));
        }
        return new TrialOutcome(
                TrialState.of(result.status().name()),
                result.divergedAtStep(),
                metrics,
                result.reachedTarget(),
                result.stepsToTarget(),
                result.engagedFraction(),
                result.rejectedSteps(),
                result.steps(),
                seconds,
                result.stepsPerSecond(),
                result.reason().isEmpty() ? null : result.reason(),
                diagnoses,
                result.repairs());
    }

    /** Keeps trace and weights of a trial that is a result and has come to its end. */
    static void write(Trial trial, Path directory, TrainingResult result) {
        if (result.status() == TrainingResult.Status.STOPPED || trial.phase() != Phase.FINAL) {
            return;
        }
        write(directory, directory.resolve(RunDirectory.trace(trial)), file -> TraceFile.write(file, result.trace()));
        Snapshot weights = result.weights();
        if (weights != null) {
            write(directory, directory.resolve(RunDirectory.weights(trial)), weights::write);
            if (trial.cell().variant().model() instanceof TorchScript script) {
                write(
                        directory,
                        directory.resolve(RunDirectory.script(trial)),
                        file -> script.save(weights.arrays(), file));
            }
        }
    }

    private interface Content {
        void writeTo(Path file) throws IOException;
    }

    private static void write(Path directory, Path file, Content content) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            content.writeTo(file);
        } catch (IOException e) {
            throw new StoreException(
                    "Cannot write a trial's trace, weights or snapshot in " + directory + " (" + e.getMessage()
                            + "). Results so far are kept; free some space and run the same command again",
                    e);
        }
    }
}
