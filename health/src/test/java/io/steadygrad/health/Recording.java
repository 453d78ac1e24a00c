package io.steadygrad.health;

import io.steadygrad.trace.LayerSample;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A made-up run of a classifier with two classes and layers hidden.0, hidden.1, output: healthy in all that is not said, ten steps an
 * epoch, layers and moves sampled at every epoch.
 */
final class Recording {
    static final double CHANCE = Math.log(2);
    static final List<String> LAYERS = List.of("hidden.0", "hidden.1", "output");
    private static final int EPOCH = 10;

    /** What one layer shows at one step. */
    interface Sampling {
        LayerSample at(int step, String layer);
    }

    private final int steps;
    private long budget;
    private IntToDoubleFunction loss = step -> CHANCE * (0.1 + 0.9 * Math.exp(-step / 50.0)) + 0.01 * Math.sin(step);
    private IntToDoubleFunction norm = step -> 1 + 0.3 * Math.sin(7 * step);
    private IntToDoubleFunction accuracy = step -> step < 50 ? 0.5 + step / 110.0 : 0.95;
    private IntToDoubleFunction rate = step -> 0.01;
    private Sampling sampling = (step, layer) -> sample(layer);
    private IntToDoubleFunction update = step -> 0.02;
    private Weight weight = (step, tensor) -> 3;
    private IntToDoubleFunction flow = step -> 1;
    private String outputActivation = "sigmoid";
    private String task = "classification";
    private String optimizer = "adam(lr=0.01)";
    private Signals.Columns targets = new Signals.Columns(320, 1, 0, 0, 1, 0.7, 0.5, 0.5);
    private IntPredicate accepted = step -> true;
    private IntToDoubleFunction trainLoss = step -> 0.1;
    private final List<Signals.Origin> origins = new ArrayList<>();

    Recording(int steps) {
        this.steps = steps;
        budget = steps;
    }

    static LayerSample sample(String layer) {
        return new LayerSample(layer, layer.equals("output") ? "sigmoid" : "relu", 10, 1, 0.5, 0.6, 0.1, 0, 0, 0.2);
    }

    static LayerSample dead(String layer, double share, double gradient) {
        return new LayerSample(layer, "relu", 10, 1 - share, 0, 0, share, Double.NaN, 0, gradient);
    }

    Recording ofBudget(long steps) {
        budget = steps;
        return this;
    }

    Recording loss(IntToDoubleFunction value) {
        loss = value;
        return this;
    }

    /** Stays at what one knows without looking at the inputs. */
    Recording learningNothing() {
        loss = step -> CHANCE + 0.005 * Math.sin(step);
        accuracy = step -> 0.5;
        return this;
    }

    Recording norm(IntToDoubleFunction value) {
        norm = value;
        return this;
    }

    Recording accuracy(IntToDoubleFunction value) {
        accuracy = value;
        return this;
    }

    Recording accepted(IntPredicate value) {
        accepted = value;
        return this;
    }

    /** On all training rows, as evaluated at the end of each epoch. */
    Recording trainLoss(IntToDoubleFunction value) {
        trainLoss = value;
        return this;
    }

    Recording rate(IntToDoubleFunction value) {
        rate = value;
        return this;
    }

    Recording layers(Sampling value) {
        sampling = value;
        return this;
    }

    /** Norm of one tensor at one step. */
    interface Weight {
        double at(int step, String tensor);
    }

    Recording weight(Weight value) {
        weight = value;
        return this;
    }

    /** Norm of each tensor's change at a step; every tensor's own norm is 3 where nothing else is said. */
    Recording update(IntToDoubleFunction value) {
        update = value;
        return this;
    }

    /** First over last state's gradient. */
    Recording flow(IntToDoubleFunction value) {
        flow = value;
        return this;
    }

    Recording output(String activation) {
        outputActivation = activation;
        return this;
    }

    /** Under plain descent. */
    Recording descending() {
        optimizer = "sgd(lr=0.01)";
        return this;
    }

    /** A regression on these targets. */
    Recording regression(Signals.Columns value) {
        task = "regression";
        targets = value;
        return this;
    }

    Recording origin(Signals.Origin origin) {
        origins.add(origin);
        return this;
    }

    Trace trace() {
        return trace(UnaryOperator.identity());
    }

    Trace trace(UnaryOperator<Signals.Columns> inputs) {
        List<String> tensors = LAYERS.stream()
                .flatMap(layer -> List.of(layer + ".weight", layer + ".bias").stream())
                .toList();
        TraceRecorder recorder = new TraceRecorder(
                tensors,
                tensors.stream()
                        .map(name -> name.substring(0, name.lastIndexOf('.')))
                        .toList());
        Signals.Columns columns = new Signals.Columns(320, 2, 0, 0, 3, 1, 0.9, 1.1);
        recorder.signals()
                .facts(new Signals.Facts(
                        task,
                        "binary_cross_entropy",
                        CHANCE,
                        0.5,
                        budget,
                        EPOCH,
                        optimizer,
                        outputActivation,
                        1,
                        inputs.apply(columns),
                        targets));
        for (int step = 1; step <= steps; step++) {
            double gradient = norm.applyAsDouble(step);
            recorder.step(
                    step,
                    loss.applyAsDouble(step),
                    rate.applyAsDouble(step),
                    gradient,
                    gradient,
                    accepted.test(step),
                    false,
                    false,
                    Double.NaN);
            double[] each = filled(tensors.size(), gradient / Math.sqrt(tensors.size()));
            recorder.tensors(step, each, each, new double[tensors.size()], new long[tensors.size()]);
            if (step <= 3 || step % EPOCH == 0) {
                int now = step;
                recorder.signals()
                        .layers(
                                step,
                                LAYERS.stream()
                                        .map(layer -> sampling.at(now, layer))
                                        .toList());
                recorder.signals()
                        .updates(
                                step,
                                tensors.stream()
                                        .mapToDouble(name -> weight.at(now, name))
                                        .toArray(),
                                filled(tensors.size(), update.applyAsDouble(step)));
                recorder.signals()
                        .flow(step, List.of("recurrent"), new long[] {0, 29}, new double[] {flow.applyAsDouble(step), 1
                        });
            }
            if (step % EPOCH == 0) {
                recorder.evaluation(
                        step,
                        Map.of(
                                "train_accuracy",
                                accuracy.applyAsDouble(step),
                                "train_loss",
                                trainLoss.applyAsDouble(step)));
            }
        }
        origins.forEach(recorder.signals()::origin);
        return recorder.trace();
    }

    private static double[] filled(int count, double value) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }
}
