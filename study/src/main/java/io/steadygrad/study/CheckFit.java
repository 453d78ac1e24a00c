package io.steadygrad.study;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.model.Model;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the runs that an expectation speaks of can have what it asks for: a metric, a target, so many steps. */
final class CheckFit {
    private final Problems problems;
    private final Yaml.Mapping node;
    private final Check check;

    /** @param node the expectation as it was written */
    CheckFit(Problems problems, Yaml.Mapping node, Check check) {
        this.problems = problems;
        this.node = node;
        this.check = check;
    }

    /** Reports the first workload that the check cannot be made for; without any, what no workload at all could have. */
    void check(List<Workload> workloads) {
        String metric = metric();
        if (workloads.isEmpty() && metric != null && !Metrics.all().contains(metric)) {
            problems.error(place(), Unknown.message("metric", metric, Metrics.all()));
        }
        for (Workload workload : workloads) {
            String misfit = misfit(workload);
            if (misfit != null) {
                problems.error(place(), misfit);
                return;
            }
        }
    }

    /** The same of workloads whose budget a grid may change. */
    void checkBases(List<Workload> workloads) {
        if (lastStep() == 0) {
            check(workloads);
        }
    }

    private @Nullable String misfit(Workload workload) {
        String metric = metric();
        String name = "workload '" + workload.name() + "'";
        var settings = workload.settings();
        boolean validation = settings.validation() != null;
        if (metric != null && !Metrics.names(settings.task(), validation).contains(metric)) {
            return name + ": " + Metrics.unknown(metric, settings.task(), validation);
        }
        if (workload.target() == null
                && (check instanceof Check.ReachesTarget
                        || check instanceof Check.MissesTarget
                        || check instanceof Check.SucceedsAsOftenAs
                        || check instanceof Check.SucceedsAsOftenAsThose)) {
            return name
                    + " has no target; give it one, such as `target: {metric: test_loss, at_most: 0.1}`, or name the"
                    + " workloads that have one";
        }
        long step = lastStep();
        if (step > workload.budgetSteps()) {
            return name + " trains " + workload.budgetSteps() + " steps; there is no step " + step;
        }
        return quantity() instanceof Quantity.GradientNorm norm ? unnamed(norm, workload) : null;
    }

    /** Names of gradients that the model does not have. */
    private static @Nullable String unnamed(Quantity.GradientNorm norm, Workload workload) {
        try (Model model = workload.model().build(workload.data().inputShape(), 0)) {
            Set<String> names = new LinkedHashSet<>();
            for (Parameter parameter : model.layout().parameters()) {
                names.add(parameter.layer());
                names.add(parameter.name());
            }
            names.add(RecordedNorms.ALL);
            for (String name : List.of(norm.of(), norm.over())) {
                if (!name.isEmpty() && !names.contains(name)) {
                    return "workload '" + workload.name() + "': " + Unknown.message("layer or parameter", name, names);
                }
            }
            return null;
        }
    }

    private long lastStep() {
        if (check instanceof Check.LossMonotone monotone) {
            return monotone.to();
        }
        if (check instanceof Check.LossLowestAt lowest) {
            return lowest.step();
        }
        Quantity quantity = quantity();
        return quantity == null ? 0 : quantity.lastStep();
    }

    /** The quantity itself, not its logarithm. */
    private @Nullable Quantity quantity() {
        Quantity quantity = check instanceof Check.InRange range
                ? range.quantity()
                : check instanceof Check.Close close ? close.quantity() : null;
        return quantity instanceof Quantity.Logarithm logarithm ? logarithm.quantity() : quantity;
    }

    private @Nullable String metric() {
        Quantity quantity = quantity();
        return quantity == null ? null : quantity.metricName().orElse(null);
    }

    /** Where the value stands that does not fit. */
    private Place place() {
        for (Yaml.Entry entry : node.entries()) {
            if (CheckReader.CHECKS.contains(entry.name())) {
                if (entry.value() instanceof Yaml.Mapping steps) {
                    Yaml last = steps.has("to") ? steps.get("to") : steps.get("step");
                    return last == null ? steps.place() : last.place();
                }
                return entry.value().place();
            }
        }
        return node.place();
    }
}
