package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which runs of a cell are shown in detail. */
final class Representative {

    private Representative() {}

    /** The median run by final metric, diverged runs being worst; the lower middle one of an even number. */
    static @Nullable Trial of(Cell cell, Metric metric) {
        List<Trial> ranked = cell.trials().stream()
                .sorted(Comparator.comparingDouble(trial -> rank(trial, metric)))
                .toList();
        return ranked.isEmpty() ? null : ranked.get((ranked.size() - 1) / 2);
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
