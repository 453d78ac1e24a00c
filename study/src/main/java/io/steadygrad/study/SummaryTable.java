package io.steadygrad.study;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The summary as comma-separated values (RFC 4180): one line per trial, one column per hyperparameter and metric. */
final class SummaryTable {
    private SummaryTable() {}

    static String csv(Study study, Map<String, TrialOutcome> outcomes) {
        Set<String> axes = new LinkedHashSet<>();
        Set<String> metrics = new LinkedHashSet<>();
        List<Trial> trials =
                study.all().stream().filter(t -> outcomes.containsKey(t.id())).toList();
        for (Trial trial : trials) {
            axes.addAll(trial.cell().hyperparameters().keySet());
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                metrics.addAll(outcome.metrics().keySet());
            }
        }
        List<String> header = new ArrayList<>(List.of(
                "id", "phase", "workload", "method", "expression", "optimizer", "preprocess", "seed", "status"));
        header.addAll(axes);
        header.addAll(metrics);
        header.addAll(List.of(
                "reachedTarget",
                "stepsToTarget",
                "divergedAtStep",
                "engagedFraction",
                "rejectedSteps",
                "steps",
                "stepsPerSecond",
                "reason"));
        StringBuilder csv = new StringBuilder();
        line(csv, header);
        for (Trial trial : trials) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                line(csv, row(trial, outcome, axes, metrics));
            }
        }
        return csv.toString();
    }

    private static List<@Nullable Object> row(
            Trial trial, TrialOutcome outcome, Set<String> axes, Set<String> metrics) {
        Cell cell = trial.cell();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(trial.shortId());
        row.add(trial.phase().text());
        row.add(cell.workload());
        row.add(cell.method());
        row.add(cell.expression());
        row.add(cell.optimizer());
        row.add(cell.variant().inputs());
        row.add(trial.seed());
        row.add(outcome.status().text());
        axes.forEach(axis -> row.add(cell.hyperparameters().get(axis)));
        metrics.forEach(metric -> row.add(Json.finite(outcome.metrics().get(metric))));
        row.add(outcome.reachedTarget());
        row.add(outcome.stepsToTarget());
        row.add(outcome.divergedAtStep());
        row.add(Json.finite(outcome.engagedFraction()));
        row.add(outcome.rejectedSteps());
        row.add(outcome.steps());
        row.add(Json.finite(outcome.stepsPerSecond()));
        row.add(outcome.reason());
        return row;
    }

    private static void line(StringBuilder csv, List<? extends @Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            String text = value == null ? "" : value.toString();
            boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            csv.append(i == 0 ? "" : ",").append(quote ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        csv.append('\n');
    }
}
