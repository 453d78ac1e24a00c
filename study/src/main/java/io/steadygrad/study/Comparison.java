package io.steadygrad.study;

import io.steadygrad.formats.NdArray;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares every number of two runs of one trial, bit by bit: 0.0 and -0.0 differ, NaN is the same as NaN. Times are not
 * compared. Not thread-safe.
 */
final class Comparison {
    private final Map<String, Difference> differences = new LinkedHashMap<>();
    private long numbers;

    /** How many numbers were compared. */
    long numbers() {
        return numbers;
    }

    /** One for each quantity that differs, that of the earliest step first; what belongs to no step comes last. */
    List<Difference> differences() {
        List<Difference> sorted = new ArrayList<>(differences.values());
        sorted.sort(Comparator.comparing(Difference::step, Comparator.nullsLast(Comparator.naturalOrder())));
        return sorted;
    }

    void outcomes(TrialOutcome recorded, TrialOutcome now) {
        one("status", recorded.status().text(), now.status().text());
        one("divergedAtStep", recorded.divergedAtStep(), now.divergedAtStep());
        one("steps", recorded.steps(), now.steps());
        Set<String> metrics = new LinkedHashSet<>(recorded.metrics().keySet());
        metrics.addAll(now.metrics().keySet());
        for (String name : metrics) {
            one("metrics." + name, recorded.metrics().get(name), now.metrics().get(name));
        }
        one("reachedTarget", recorded.reachedTarget(), now.reachedTarget());
        one("stepsToTarget", recorded.stepsToTarget(), now.stepsToTarget());
        one("control.engagedFraction", recorded.engagedFraction(), now.engagedFraction());
        one("control.rejectedSteps", recorded.rejectedSteps(), now.rejectedSteps());
        one("reason", recorded.reason(), now.reason());
    }

    void traces(Trace recorded, Trace now) {
        Trace.Steps a = recorded.steps();
        Trace.Steps b = now.steps();
        series("step", a.step(), a.step(), b.step());
        series("learning_rate", a.step(), a.learningRate(), b.learningRate());
        series("loss", a.step(), a.loss(), b.loss());
        series("norm_before", a.step(), a.normBefore(), b.normBefore());
        series("threshold", a.step(), a.threshold(), b.threshold());
        series("engaged", a.step(), a.engaged(), b.engaged());
        series("accepted", a.step(), a.accepted(), b.accepted());
        series("pending", a.step(), a.pending(), b.pending());
        series("norm_after", a.step(), a.normAfter(), b.normAfter());
        tensors(recorded.tensors(), now.tensors());
        Set<String> metrics = new LinkedHashSet<>(recorded.metrics().values().keySet());
        metrics.addAll(now.metrics().values().keySet());
        double[] none = new double[0];
        long[] at = recorded.metrics().step();
        series("evaluated", at, at, now.metrics().step());
        for (String name : metrics) {
            series(
                    name,
                    at,
                    recorded.metrics().values().getOrDefault(name, none),
                    now.metrics().values().getOrDefault(name, none));
        }
    }

    private void tensors(Trace.Tensors a, Trace.Tensors b) {
        if (!a.names().equals(b.names())) {
            one("tensors", String.join(", ", a.names()), String.join(", ", b.names()));
            return;
        }
        int tensors = a.names().size();
        long[] at = new long[a.l2().length];
        for (int i = 0; i < at.length; i++) {
            at[i] = a.step()[i / tensors];
        }
        series("tensor_step", a.step(), a.step(), b.step());
        for (int tensor = 0; tensor < tensors; tensor++) {
            String of = " of " + a.names().get(tensor);
            long[] steps = column(at, tensor, tensors);
            series("l2" + of, steps, column(a.l2(), tensor, tensors), column(b.l2(), tensor, tensors));
            series("l2_min" + of, steps, column(a.l2Min(), tensor, tensors), column(b.l2Min(), tensor, tensors));
            series("linf" + of, steps, column(a.linf(), tensor, tensors), column(b.linf(), tensor, tensors));
            series("mean" + of, steps, column(a.mean(), tensor, tensors), column(b.mean(), tensor, tensors));
            series(
                    "non_finite" + of,
                    steps,
                    column(a.nonFinite(), tensor, tensors),
                    column(b.nonFinite(), tensor, tensors));
        }
    }

    /** Saved weights, by name; of each array the first entry that differs is told. */
    void weights(Map<String, NdArray> recorded, Map<String, NdArray> now) {
        Set<String> names = new LinkedHashSet<>(recorded.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            NdArray a = recorded.get(name);
            NdArray b = now.get(name);
            if (a == null || b == null || !a.shape().equals(b.shape()) || a.type() == NdArray.Type.TEXT) {
                one("weights " + name, text(a), text(b));
                continue;
            }
            for (int i = 0; i < a.size(); i++) {
                one("weights " + name, a.get(i), b.get(i));
            }
        }
    }

    private static @Nullable String text(@Nullable NdArray array) {
        if (array == null) {
            return null;
        }
        return array.type() == NdArray.Type.TEXT
                ? String.join(", ", array.toTexts())
                : array.dtype() + " of shape " + array.shape();
    }

    private void one(String quantity, @Nullable Object recorded, @Nullable Object now) {
        number(null, quantity, recorded, now);
    }

    private void series(String quantity, long[] steps, Object recorded, Object now) {
        int first = java.lang.reflect.Array.getLength(recorded);
        int second = java.lang.reflect.Array.getLength(now);
        for (int i = 0; i < Math.min(first, second); i++) {
            number(
                    i < steps.length ? steps[i] : null,
                    quantity,
                    java.lang.reflect.Array.get(recorded, i),
                    java.lang.reflect.Array.get(now, i));
        }
        if (first != second) {
            one("number of " + quantity, (long) first, (long) second);
        }
    }

    private void number(@Nullable Long step, String quantity, @Nullable Object recorded, @Nullable Object now) {
        numbers++;
        if (!Objects.equals(recorded, now)) { // of doubles their bits, every NaN the same
            differences.merge(
                    quantity,
                    new Difference(step, quantity, recorded, now, 1),
                    (first, again) ->
                            new Difference(first.step(), quantity, first.recorded(), first.now(), first.count() + 1));
        }
    }

    private static float[] column(float[] cells, int column, int columns) {
        float[] taken = new float[cells.length / columns];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = cells[i * columns + column];
        }
        return taken;
    }

    private static long[] column(long[] cells, int column, int columns) {
        long[] taken = new long[cells.length / columns];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = cells[i * columns + column];
        }
        return taken;
    }
}
