package io.steadygrad.training;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import io.steadygrad.model.Model;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.torch.Backward;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model: forward, backward, control, step, observe; everything else listens.
 *
 * <p>A run is decided by model, recipe and data alone: the same ones give the same bits, whatever other threads do. Native
 * memory of a step is freed at its end. A rejected step leaves weights, moments and running statistics as they were. Not
 * thread-safe; one loop per model, run once.
 */
public final class TrainingLoop implements AutoCloseable {
    private final Model model;
    private final Recipe recipe;
    private final Objective objective;
    private final Faults faults;
    private final Tensor features;
    private final Tensor targets;
    private final Order order;
    private final GradientMemory memory;
    private final GradientControl control;
    private final Descent descent;
    private final RunningState running;
    private final Divergence divergence;
    private final Evaluator evaluator;
    private final TraceRecorder recorder;
    private final TensorSeries series;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final long budget;
    private BooleanSupplier stopRequested = () -> false;

    private long step;
    private long epoch;
    private long engagedSteps;
    private long rejectedSteps;
    private long nanoseconds;
    private TrainingResult.Status status = TrainingResult.Status.COMPLETED;
    private String reason = "";

    /**
     * Checks that everything fits together and takes over the model's gradients.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    public TrainingLoop(Model model, Recipe recipe, Split split) {
        LibTorch.threads(recipe.threads());
        this.model = model;
        this.recipe = recipe;
        Examples train = split.train();
        faults = new Faults(recipe.faults());
        faults.check(model, train);
        objective = Objective.of(recipe.loss(), recipe.task(), model, train, recipe.transform());
        features = train.features();
        order = new Order(train.rows(), recipe.batch(), recipe.shuffle(), recipe.dropLast(), recipe.seed());
        budget = recipe.budget().inSteps(order.batches());
        memory = new GradientMemory(model.weights());
        control = GradientControl.of(recipe.method(), memory.gradients().layout());
        descent = new Descent(recipe.optimizer(), memory.gradients());
        running = new RunningState(model);
        divergence = new Divergence(memory.weights());
        List<Parameter> parameters = memory.gradients().layout().parameters();
        recorder = new TraceRecorder(
                parameters.stream().map(Parameter::name).toList(),
                parameters.stream().map(Parameter::layer).toList());
        series = new TensorSeries(recorder, parameters.size());
        try (PointerScope scope = new PointerScope()) {
            Tensor labels = faults.labels(train, recipe.seed());
            targets = LibTorch.keep(
                    new Tensor(objective.prepare(labels, memory.block().scalar_type().intern())));
            long epochs = (budget + order.batches() - 1) / order.batches();
            evaluator = new Evaluator(model, objective, recipe, split, labels, epochs, recorder, listeners);
        }
    }

    /** Adds somebody who watches. */
    public TrainingLoop listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Asked after every step; once it says true, the run ends and keeps its results. */
    public TrainingLoop stopWhen(BooleanSupplier requested) {
        stopRequested = requested;
        return this;
    }

    /** Trains until the budget is spent, or until there is a reason to end before. */
    public TrainingResult run() {
        evaluator.start();
        while (step < budget && !ended()) {
            epoch++;
            order.nextEpoch();
            for (int batch = 0; batch < order.batches() && step < budget && !ended(); batch++) {
                long start = System.nanoTime();
                step(batch);
                nanoseconds += System.nanoTime() - start;
                if (!ended() && stopRequested.getAsBoolean()) {
                    end(TrainingResult.Status.STOPPED, "stopped on request after step " + step);
                }
            }
            if (!ended() && evaluator.endOfEpoch(step, epoch)) {
                end(TrainingResult.Status.COMPLETED, "no progress for so many epochs as early stopping has patience for");
            }
        }
        return result();
    }

    /** One batch. All native objects made here are freed at its end. */
    private void step(int batch) {
        step++;
        try (PointerScope scope = new PointerScope()) {
            faults.weights(step, model);
            Tensor inputs = faults.features(step, order.take(features, batch));
            inputs = Objective.typed(recipe.transform().apply(inputs), model);
            Tensor wanted = order.take(targets, batch);

            running.remember();
            memory.zero();
            Tensor loss = objective.mean(model.forward(inputs, true), wanted);
            Regularizer regularizer = recipe.regularizer();
            if (regularizer != null) {
                loss = loss.add(regularizer.penalty(memory.weights()));
            }
            Backward.from(loss);

            double rate = recipe.optimizer().lr() * recipe.schedule().factor(step, budget);
            double value = loss.item_double();
            control(new Step(step, Math.toIntExact(epoch), value, rate), value, rate);
        } catch (RunFailedException gaveUp) {
            running.restore();
            rejectedSteps++;
            observe(gaveUp.report(), Double.NaN, Double.NaN);
            end(TrainingResult.Status.DIVERGED, String.valueOf(gaveUp.getMessage()));
        }
    }
}
