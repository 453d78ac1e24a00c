package io.steadygrad.training;

import io.steadygrad.formats.NdArray;
import io.steadygrad.model.Model;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.spec.Names;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Measures a run at the ends of its epochs and keeps what follows from it: when the target was first met, which weights were
 * best, whether patience is at its end. Decisions look at the validation part, at the training part where there is none, never
 * at the test part.
 */
final class Evaluator implements AutoCloseable {
    private final Model model;
    private final Recipe recipe;
    private final TraceRecorder recorder;
    private final List<TrainingListener> listeners;
    private final Map<String, Evaluation> parts = new LinkedHashMap<>();
    private final String decisive;
    private final long interval;
    private ProcessGroup group = ProcessGroup.ALONE;
    private long measuredAt = -1;
    private Map<String, Double> measured = Map.of();
    private double bestLoss = Double.POSITIVE_INFINITY;
    private double leastLoss = Double.POSITIVE_INFINITY;
    private int epochsWithoutProgress;
    private @Nullable Snapshot best;
    private @Nullable Long stepsToTarget;

    /** @param labels of the training part, as they are trained on */
    Evaluator(
            Model model,
            Objective objective,
            Recipe recipe,
            Split split,
            Tensor labels,
            long epochs,
            TraceRecorder recorder,
            List<TrainingListener> listeners) {
        this.model = model;
        this.recipe = recipe;
        this.recorder = recorder;
        this.listeners = listeners;
        this.interval = recipe.evaluations().interval(epochs);
        this.decisive = split.validation() == null ? "train" : "validation";
        for (Split.Part part : split.parts()) {
            boolean train = part.examples() == split.train();
            parts.put(
                    part.name(),
                    new Evaluation(
                            model,
                            objective,
                            recipe.transform(),
                            part.name(),
                            part.examples(),
                            train ? labels : part.examples().targets(),
                            train ? recipe.evaluations().trainRows() : Long.MAX_VALUE));
        }
        checkTarget();
    }

    /** Every evaluation is shared by these ranks from here on. */
    void among(ProcessGroup ranks) {
        group = ranks;
    }

    private void checkTarget() {
        Target target = recipe.target();
        boolean stopsThere =
                recipe.earlyStopping() != null && recipe.earlyStopping().atTarget();
        if (target == null) {
            if (stopsThere) {
                throw new IllegalArgumentException(
                        "early_stopping at_target needs a target, such as " + decisive + "_loss at most 0.1");
            }
            return;
        }
        List<String> names = new ArrayList<>();
        for (String part : parts.keySet()) {
            names.add(part + "_loss");
            names.add(part + (recipe.task() == Task.CLASSIFICATION ? "_accuracy" : "_r2"));
        }
        if (!names.contains(target.metric())) {
            throw new IllegalArgumentException("The target's metric must be one of " + String.join(", ", names)
                    + ", not '" + target.metric() + "'" + Names.suggestion(target.metric(), names));
        }
        if (stopsThere && !target.metric().startsWith(decisive)) {
            throw new IllegalArgumentException("early_stopping at_target decides by the " + decisive
                    + " part, so that test rows stay unseen, but the metric of the target is " + target.metric()
                    + "; hold rows out with 'validation' and name their metric, validation"
                    + target.metric().substring(target.metric().indexOf('_')));
        }
    }

    /** See {@link Evaluation#quickly}. */
    void quickly() {
        parts.values().forEach(Evaluation::quickly);
    }

    /** Measures before the first step, where that is wanted. */
    void start() {
        if (recipe.evaluations().atStart()) {
            measure(0, 0);
        }
    }

    /** Measures where it is time to; says why training ends here, or nothing where it goes on. */
    String endOfEpoch(long step, long epoch) {
        if (epoch % interval == 0) {
            measure(step, epoch);
        }
        EarlyStopping stopping = recipe.earlyStopping();
        if (stopping == null) {
            return "";
        }
        Map<String, Double> metrics =
                measuredAt == step ? measured : part(decisive).measure(group);
        Target target = recipe.target();
        if (stopping.atTarget() && target != null && target.metBy(metrics.getOrDefault(target.metric(), Double.NaN))) {
            return "the target is met, where early stopping ends";
        }
        double loss = metrics.getOrDefault(decisive + "_loss", Double.NaN);
        if (loss < leastLoss - stopping.minDelta()) {
            leastLoss = loss;
            epochsWithoutProgress = 0;
        } else {
            epochsWithoutProgress++;
        }
        return epochsWithoutProgress >= stopping.patience()
                ? "no progress for so many epochs as early stopping has patience for"
                : "";
    }

    /** The metrics of the last evaluation; none where there was none. */
    Map<String, Double> latest() {
        return measured;
    }

    /** The metrics after this step, measured if they have not been. */
    Map<String, Double> metrics(long step, long epoch) {
        if (measuredAt != step) {
            measure(step, epoch);
        }
        return measured;
    }

    private void measure(long step, long epoch) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Evaluation part : parts.values()) {
            metrics.putAll(part.measure(group));
        }
        measured = metrics;
        measuredAt = step;
        recorder.evaluation(step, metrics);
        Target target = recipe.target();
        if (stepsToTarget == null
                && target != null
                && target.metBy(metrics.getOrDefault(target.metric(), Double.NaN))) {
            stepsToTarget = step;
        }
        double loss = metrics.getOrDefault(decisive + "_loss", Double.NaN);
        if (recipe.save() == Save.BEST && loss < bestLoss) {
            bestLoss = loss;
            best = Snapshot.of(model);
        }
        for (TrainingListener listener : listeners) {
            listener.evaluated(step, epoch, metrics);
        }
    }

    /** What it remembers. */
    void save(Checkpoint checkpoint) {
        checkpoint.put("measured_at", measuredAt);
        measured.forEach((name, value) -> checkpoint.put("measured/" + name, value));
        checkpoint.put("losses", bestLoss, leastLoss);
        checkpoint.put("epochs_without_progress", epochsWithoutProgress);
        if (stepsToTarget != null) {
            checkpoint.put("steps_to_target", stepsToTarget);
        }
        if (best != null) {
            checkpoint.put("best/", best.arrays());
        }
    }

    /** Goes on where {@link #save} was called. */
    void load(Checkpoint saved) {
        measuredAt = (long) saved.number("measured_at");
        Map<String, Double> metrics = new LinkedHashMap<>();
        saved.under("measured/").arrays().forEach((name, value) -> metrics.put(name, value.get(0)));
        measured = metrics;
        bestLoss = saved.numbers("losses")[0];
        leastLoss = saved.numbers("losses")[1];
        epochsWithoutProgress = (int) saved.number("epochs_without_progress");
        stepsToTarget = saved.has("steps_to_target") ? (Long) (long) saved.number("steps_to_target") : null;
        Map<String, NdArray> arrays = saved.under("best/").arrays();
        best = arrays.isEmpty() ? null : new Snapshot(arrays);
    }

    private Evaluation part(String name) {
        return java.util.Objects.requireNonNull(parts.get(name));
    }

    /** The step of the first evaluation that met the target, or null. */
    @Nullable
    Long stepsToTarget() {
        return stepsToTarget;
    }

    /** The weights of the evaluation with the least loss, or null where none was finite or nobody asked. */
    @Nullable
    Snapshot best() {
        return best;
    }

    @Override
    public void close() {
        parts.values().forEach(Evaluation::close);
    }
}
