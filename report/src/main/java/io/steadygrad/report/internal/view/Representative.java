package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which runs of a cell are shown in detail. */
final class Representative {

    private Representative() {}

    /** The median run by final metric, diverged runs being worst; the lower middle one of an even number. */
    static @Nullable Trial of(Cell cell, Metric metric) {
        List<Trial> close = byCloseness(cell, metric);
        return close.isEmpty() ? null : close.get(0);
    }

    /** All runs, the median run first and those furthest from it in rank last. */
    static List<Trial> byCloseness(Cell cell, Metric metric) {
        List<Trial> ranked = cell.trials().stream()
                .sorted(Comparator.comparingDouble(trial -> rank(trial, metric)))
                .toList();
        int middle = (ranked.size() - 1) / 2;
        return IntStream.range(0, ranked.size())
                .boxed()
                .sorted(Comparator.comparingInt(rank -> Math.abs(rank - middle)))
                .map(ranked::get)
                .toList();
    }

    /** The first run that ended the other way than the median run: diverged against not, else target missed against reached. */
    static @Nullable Trial contrast(Cell cell, @Nullable Trial median) {
        if (median == null) {
            return null;
        }
        Trial other = null;
        for (Trial trial : cell.trials()) {
            if ((trial.status() == Status.DIVERGED) != (median.status() == Status.DIVERGED)) {
                return trial;
            }
            other = other == null && trial.reachedTarget() != median.reachedTarget() ? trial : other;
        }
        return other;
    }

    private static double rank(Trial trial, Metric metric) {
        double value = trial.metric(metric.name());
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : metric.higherIsBetter() ? value : -value;
    }
}
