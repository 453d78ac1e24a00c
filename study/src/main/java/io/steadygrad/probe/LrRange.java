package io.steadygrad.probe;

import io.steadygrad.control.Report;
import io.steadygrad.model.Model;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.spec.Default;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Evaluations;
import io.steadygrad.training.Fault;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingListener;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code lr_range}: the learning-rate range test. The workload is trained on its batches while the rate grows exponentially,
 * {@code from (to / from)^((i - 1) / (steps - 1))} at step i, until it ends or a number is no longer finite. Without schedule, early stopping and
 * faults at steps; flipped labels stay. Its result:
 *
 * <pre>
 * {"rate": [1e-6, ...], "loss": [0.69, ...], "smoothed": [0.69, ...],      one number for each step; null where not finite
 *  "steepestRate": 0.03, "lowestRate": 0.2, "divergenceRate": 0.9}         each null where there is none
 * </pre>
 *
 * What the last line means stands at {@link RateCurve}. <b>Source.</b> Smith, "Cyclical learning rates for training neural networks", WACV
 * 2017, section 3.3.
 *
 * @param from first rate
 * @param to last rate
 * @param steps at least 10
 */
public record LrRange(
        @Default("1e-6") double from,
        @Default("10") double to,
        @Default("100") int steps) implements Probe {
    private static final int FEWEST = 10;

    public LrRange {
        if (!(from > 0 && from < to && to < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "'from' must be above 0 and below 'to', and 'to' finite; given: from " + from + " to " + to);
        }
        if (steps < FEWEST) {
            throw new IllegalArgumentException("'steps' must be at least " + FEWEST + ", not " + steps);
        }
    }

    @Override
    public String name() {
        return "lr_range";
    }

    /** @param step from 1 */
    double rate(long step) {
        return step == steps ? to : from * Math.pow(to / from, (step - 1.0) / (steps - 1));
    }

    @Override
    public @Nullable Map<String, @Nullable Object> measure(Subject subject, BooleanSupplier stop) {
        // With a learning rate of 1, the schedule's factor is the rate itself.
        Optimizer optimizer = subject.optimizer().with("lr", "1").optimizer();
        Schedule growing = (step, all) -> rate(step);
        Recipe plain = subject.recipe();
        Recipe recipe = Recipe.of(plain.loss(), optimizer, Budget.steps(steps))
                .task(plain.task())
                .method(plain.method())
                .schedule(growing)
                .batch(plain.batch())
                .shuffle(plain.shuffle())
                .dropLast(plain.dropLast())
                .faults(plain.faults().stream()
                        .filter(fault -> fault instanceof Fault.FlipLabels)
                        .toList())
                .regularizer(plain.regularizer())
                .seed(plain.seed())
                .threads(plain.threads())
                .transform(plain.transform())
                .evaluations(new Evaluations(0, false, 1))
                .build();
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        try (Model model = subject.model().build(subject.inputShape(), plain.seed());
                TrainingLoop loop = new TrainingLoop(
                        model, recipe, new Split(subject.examples().train(), null, null))) {
            TrainingResult result = loop.listen(new TrainingListener() {
                        @Override
                        public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
                            rates.add(learningRate);
                            losses.add(loss);
                        }
                    })
                    .stopWhen(stop)
                    .run();
            if (result.status() == TrainingResult.Status.STOPPED) {
                return null;
            }
            boolean diverged = result.status() == TrainingResult.Status.DIVERGED && losses.size() < steps;
            return told(RateCurve.of(numbers(rates), numbers(losses), diverged));
        }
    }

    private static Map<String, @Nullable Object> told(RateCurve curve) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("rate", curve.rate());
        told.put("loss", curve.loss());
        told.put("smoothed", curve.smoothed());
        told.put("steepestRate", curve.steepestRate());
        told.put("lowestRate", curve.lowestRate());
        told.put("divergenceRate", curve.divergenceRate());
        return told;
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
