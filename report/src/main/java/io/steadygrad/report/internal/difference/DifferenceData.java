package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The data of comparison.html, as {@code two.js} reads them. */
record DifferenceData(
        int version,
        Side a,
        Side b,
        List<String> sentences,
        List<Row> cells,
        List<Unequal> unequal,
        List<Lone> onlyA,
        List<Lone> onlyB,
        Map<String, List<@Nullable String>> environment,
        List<String> study) {

    /** One of the two runs. */
    record Side(String directory, String study, int trials) {}

    /**
     * One configuration in both runs.
     *
     * @param runs by seed {@code [seed, value in A, status in A, reached in A, value in B, status in B, reached in B]}
     */
    record Row(
            String workload,
            String label,
            List<String> changes,
            String metricWords,
            boolean higherIsBetter,
            @Nullable Double bound,
            boolean hasTarget,
            boolean identical,
            Outcome a,
            Outcome b,
            Gains gains,
            List<Object[]> runs) {}

    /** A trial of the same identity with other numbers. */
    record Unequal(String id, String label, long seed, List<Twin.Difference> differences) {}

    /** Trials of one configuration that only one run has. */
    record Lone(String label, List<Long> seeds) {}

    private static final int MOST_UNEQUAL = 200;

    static DifferenceData of(RunDifference two, Verdicts verdicts) {
        return new DifferenceData(
                1,
                side(two.a()),
                side(two.b()),
                verdicts.sentences(),
                two.cells().stream().map(pair -> row(pair, verdicts)).toList(),
                two.twins().stream()
                        .filter(twin -> !twin.identical())
                        .limit(MOST_UNEQUAL)
                        .map(twin -> new Unequal(
                                twin.a().id(), label(twin.a()), twin.a().seed(), twin.differences()))
                        .toList(),
                lone(two.onlyA()),
                lone(two.onlyB()),
                two.environment(),
                two.study());
    }

    private static Side side(Run run) {
        return new Side(run.directory().toString(), run.study(), run.trials().size());
    }

    private static Row row(CellPair pair, Verdicts verdicts) {
        return new Row(
                pair.a().workload(),
                Verdicts.label(pair.a()),
                pair.changes(),
                pair.metric().words(),
                pair.metric().higherIsBetter(),
                pair.metric().bound(),
                pair.metric().bound() != null,
                pair.identical(),
                pair.a().outcome(),
                pair.b().outcome(),
                verdicts.of(pair),
                pair.twins().stream()
                        .map(twin -> run(twin, pair.metric().name()))
                        .toList());
    }

    private static @Nullable Object[] run(Twin twin, String metric) {
        return new @Nullable Object[] {
            twin.a().seed(),
            twin.a().metric(metric),
            twin.a().status().word(),
            twin.a().reachedTarget(),
            twin.b().metric(metric),
            twin.b().status().word(),
            twin.b().reachedTarget()
        };
    }

    private static List<Lone> lone(List<Trial> trials) {
        Map<String, TreeMap<Long, Trial>> groups = new LinkedHashMap<>();
        trials.forEach(trial ->
                groups.computeIfAbsent(label(trial), unseen -> new TreeMap<>()).put(trial.seed(), trial));
        return groups.entrySet().stream()
                .map(entry ->
                        new Lone(entry.getKey(), List.copyOf(entry.getValue().keySet())))
                .toList();
    }

    static String label(Trial trial) {
        return trial.workload() + " \u00b7 " + trial.method() + " \u00b7 " + trial.expression() + " \u00b7 "
                + trial.optimizer() + (trial.inputs().isEmpty() ? "" : " \u00b7 " + trial.inputs() + " inputs");
    }
}
