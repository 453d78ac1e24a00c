package io.steadygrad.study;

import io.steadygrad.comparison.Contender;
import io.steadygrad.comparison.Result;
import io.steadygrad.comparison.Setting;
import io.steadygrad.comparison.Yardstick;
import io.steadygrad.store.TrialState;
import io.steadygrad.training.Target;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A study's cells as contenders: what methods share in a setting, and how the runs ended that came to an end. */
final class Contenders {
    private Contenders() {}

    /** One per cell, in the study's order. Tuning trials are none: a method stands with the setting that was chosen for it. */
    static List<Contender> of(Study study, Map<String, TrialOutcome> outcomes) {
        Map<Cell, List<Trial>> cells = new IdentityHashMap<>();
        List<Cell> order = new ArrayList<>();
        for (Trial trial : study.trials()) {
            if (!cells.containsKey(trial.cell())) {
                order.add(trial.cell());
            }
            cells.computeIfAbsent(trial.cell(), cell -> new ArrayList<>()).add(trial);
        }
        return order.stream()
                .map(cell -> of(cell, cells.getOrDefault(cell, List.of()), outcomes))
                .toList();
    }

    /** The runs of one cell. */
    static Contender of(Cell cell, List<Trial> trials, Map<String, TrialOutcome> outcomes) {
        Map<String, Object> shared = new LinkedHashMap<>();
        Map<String, Object> own = new LinkedHashMap<>();
        cell.hyperparameters().forEach((axis, value) -> {
            boolean isOwn = cell.tuned().contains(axis) || axis.startsWith(cell.method() + ".");
            (isOwn ? own : shared).put(axis, value);
        });
        boolean searched = cell.tuned().stream().anyMatch(axis -> axis.startsWith("preprocess"));
        Yardstick yardstick = yardstick(cell.variant().target());
        List<Result> results = new ArrayList<>();
        for (Trial trial : trials) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null && outcome.status().isFinal()) {
                results.add(result(trial, outcome, yardstick));
            }
        }
        return new Contender(
                new Setting(
                        cell.workload(),
                        cell.family(),
                        searched ? List.of() : cell.variant().preprocessing(),
                        shared,
                        !cell.tuned().isEmpty()),
                yardstick,
                cell.method(),
                own,
                cell.expression(),
                results);
    }

    /** What searches tried to the end of its training, each setting with its tuning runs; judged by held-out rows. */
    static List<Contender> tuning(Study study, Map<String, TrialOutcome> outcomes) {
        List<Contender> contenders = new ArrayList<>();
        for (SearchResult search : study.searches()) {
            Workload workload = study.workloads().get(search.workload());
            Target target = workload == null ? null : workload.target();
            boolean judges = target != null && quantity(target.metric()).equals(quantity(search.select()));
            Yardstick yardstick = new Yardstick(search.select(), search.upwards(), judges);
            for (SearchResult.Setting tried : search.settings()) {
                if (tried.share() == 1) {
                    contenders.add(tried(search, tried, yardstick, judges ? target : null, outcomes));
                }
            }
        }
        return contenders;
    }

    private static Contender tried(
            SearchResult search,
            SearchResult.Setting tried,
            Yardstick yardstick,
            @Nullable Target target,
            Map<String, TrialOutcome> outcomes) {
        Map<String, Object> shared = new LinkedHashMap<>(search.hyperparameters());
        Map<String, Object> own = new LinkedHashMap<>();
        tried.hyperparameters()
                .forEach((axis, value) -> (axis.startsWith(search.method() + ".") ? own : shared).put(axis, value));
        List<Result> results = new ArrayList<>();
        for (Trial trial : tried.trials()) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null && outcome.status().isFinal()) {
                boolean diverged = outcome.status() == TrialState.DIVERGED;
                double value = diverged ? Double.NaN : outcome.metrics().getOrDefault(search.select(), Double.NaN);
                boolean reached = target != null && target.metBy(value);
                results.add(new Result(trial.seed(), value, reached, diverged, Double.POSITIVE_INFINITY));
            }
        }
        return new Contender(
                new Setting(search.workload(), search.family(), search.preprocess(), shared, false),
                yardstick,
                search.method(),
                own,
                search.method(),
                results);
    }

    /** {@code accuracy} of {@code validation_accuracy}: the target's bound holds for it on held-out rows too. */
    private static String quantity(String metric) {
        return metric.substring(metric.indexOf('_') + 1);
    }

    private static Result result(Trial trial, TrialOutcome outcome, Yardstick yardstick) {
        boolean diverged = outcome.status() == TrialState.DIVERGED;
        Long steps = outcome.stepsToTarget();
        return new Result(
                trial.seed(),
                diverged ? Double.NaN : outcome.metrics().getOrDefault(yardstick.metric(), Double.NaN),
                outcome.reachedTarget(),
                diverged,
                steps == null || !outcome.reachedTarget() ? Double.POSITIVE_INFINITY : steps);
    }

    private static Yardstick yardstick(@Nullable Target target) {
        return target == null
                ? new Yardstick("test_loss", false, false)
                : new Yardstick(target.metric(), target.atLeast() > Double.NEGATIVE_INFINITY, true);
    }
}
