package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * One configuration of one method that both runs have, with its runs paired by seed.
 *
 * @param metric by which the first run judges the workload
 * @param changes in words, what is not the same about the configuration; empty when it is the same
 * @param twins runs of the same seed that ended by themselves in both
 */
record CellPair(Cell a, Cell b, Metric metric, List<String> changes, List<Twin> twins) {

    static CellPair of(Cell a, Cell b, Metric metric, List<String> changes) {
        List<Twin> twins = new ArrayList<>();
        for (Trial left : a.trials()) {
            b.trials().stream()
                    .filter(right -> right.seed() == left.seed() && right.counts() && left.counts())
                    .findFirst()
                    .ifPresent(right -> twins.add(new Twin(left, right)));
        }
        return new CellPair(a, b, metric, changes, List.copyOf(twins));
    }

    /** Whether every run of it is the same in both. */
    boolean identical() {
        return changes.isEmpty()
                && a.trials().size() == b.trials().size()
                && twins.size() == a.trials().size()
                && twins.stream().allMatch(Twin::identical);
    }

    /** Runs of the second run minus those of the first, by seed: positive is better; infinite where only one diverged, 0 where both did. */
    double[] gains() {
        return twins.stream()
                .mapToDouble(twin -> {
                    double left = score(twin.a());
                    double right = score(twin.b());
                    return left == right ? 0 : right - left;
                })
                .toArray();
    }

    private double score(Trial trial) {
        double value = trial.metric(metric.name());
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : metric.higherIsBetter() ? value : -value;
    }
}
