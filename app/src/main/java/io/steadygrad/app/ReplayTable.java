package io.steadygrad.app;

import io.steadygrad.replay.Replay;
import io.steadygrad.replay.Suggestion;
import io.steadygrad.statistics.Quantiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A replay over all trials of a run: a line for each, workload by workload, and what their norms suggest. */
final class ReplayTable {
    private record Threshold(String method, String parameter, double percentile) {}

    private ReplayTable() {}

    static List<String> of(List<ReplayedTrial> trials, Terminal terminal) {
        Map<String, List<ReplayedTrial>> workloads = new LinkedHashMap<>();
        trials.forEach(each -> workloads
                .computeIfAbsent(each.trial().workload(), absent -> new ArrayList<>())
                .add(each));
        List<String> lines = new ArrayList<>();
        workloads.forEach((workload, own) -> {
            lines.add("");
            lines.add(terminal.bold(workload));
            lines.addAll(table(own));
            lines.addAll(suggestions(own));
        });
        return lines;
    }

    private static List<String> table(List<ReplayedTrial> trials) {
        boolean telling =
                trials.stream().map(each -> each.trial().method()).distinct().count()
                        == trials.stream()
                                .map(each -> each.trial().expression())
                                .distinct()
                                .count();
        Columns columns = new Columns("lllrlrrrrrrl");
        columns.add(
                "trial",
                "ran with",
                "optimizer",
                "seed",
                "status",
                "steps",
                "engaged",
                "first",
                "factor",
                "extreme",
                "rejected",
                "note");
        for (ReplayedTrial each : trials) {
            RecordedTrial trial = each.trial();
            List<String> cells = new ArrayList<>(List.of(
                    trial.id(),
                    telling ? trial.method() : trial.expression(),
                    trial.optimizer(),
                    Long.toString(trial.seed()),
                    trial.status()));
            cells.addAll(numbers(each.replay()));
            cells.add(String.join("; ", each.notes()));
            columns.add(cells.toArray(new String[0]));
        }
        return columns.lines();
    }

    private static List<String> numbers(@Nullable Replay replay) {
        if (replay == null) {
            return List.of("", "", "", "", "", "");
        }
        boolean engages = !replay.engaged().isEmpty();
        return List.of(
                Integer.toString(replay.steps().size()),
                Words.percent(replay.engagedFraction()),
                engages ? Long.toString(replay.engaged().get(0).step()) : "-",
                ReplayColumns.number(replay.strength(50)),
                ReplayColumns.number(replay.extreme()),
                Integer.toString(replay.rejected().size()));
    }

    /**
     * The medians over the trials of each threshold and of its share. What led a run to diverge says little about how large a
     * healthy gradient is: diverged trials count only where there are no others.
     */
    private static List<String> suggestions(List<ReplayedTrial> trials) {
        List<ReplayedTrial> ended = trials.stream()
                .filter(each -> !each.trial().diverged())
                .filter(each -> each.replay() != null)
                .toList();
        Map<Threshold, List<Suggestion>> all = new LinkedHashMap<>();
        (ended.isEmpty() ? trials : ended)
                .stream()
                        .flatMap(each -> Stream.ofNullable(each.replay()))
                        .flatMap(replay -> replay.suggestions().stream())
                        .forEach(each -> all.computeIfAbsent(
                                        new Threshold(each.method(), each.parameter(), each.percentile()),
                                        absent -> new ArrayList<>())
                                .add(each));
        if (all.isEmpty()) {
            return List.of();
        }
        List<Suggestion> medians = new ArrayList<>();
        all.forEach((threshold, own) -> medians.add(new Suggestion(
                threshold.method(),
                threshold.parameter(),
                threshold.percentile(),
                median(own.stream().mapToDouble(Suggestion::value).toArray()),
                median(own.stream().mapToDouble(Suggestion::share).toArray()))));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("thresholds for " + trials.get(0).trial().workload() + ", medians over "
                + Words.count(ended.isEmpty() ? trials.size() : ended.size(), "trial")
                + (ended.isEmpty()
                        ? ", all of which diverged"
                        : ended.size() < trials.size() ? " that did not diverge" : ""));
        lines.addAll(ReplayColumns.thresholds(medians));
        return lines;
    }

    private static double median(double[] values) {
        return new Quantiles(values).median();
    }
}
