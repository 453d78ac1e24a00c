package io.steadygrad.study;

import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.List;
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
        if (!(check instanceof Check.LossMonotone || check instanceof Check.LossLowestAt)) {
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
                && (check instanceof Check.ReachesTarget || check instanceof Check.MissesTarget)) {
            return name
                    + " has no target; give it one, such as `target: {metric: test_loss, at_most: 0.1}`, or name the"
                    + " workloads that have one";
        }
        long step = check instanceof Check.LossMonotone monotone
                ? monotone.to()
                : check instanceof Check.LossLowestAt lowest ? lowest.step() : 0;
        return step > workload.budgetSteps()
                ? name + " trains " + workload.budgetSteps() + " steps; there is no step " + step
                : null;
    }

    private @Nullable String metric() {
        return check instanceof Check.MetricIn range
                ? range.metric()
                : check instanceof Check.MeanWithin mean ? mean.metric() : null;
    }

    /** Where the value stands that does not fit. */
    private Place place() {
        for (Yaml.Entry entry : node.entries()) {
            if (ClaimReader.CHECKS.contains(entry.name())) {
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
