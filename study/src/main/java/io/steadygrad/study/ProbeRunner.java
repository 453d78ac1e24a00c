package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.probe.Probe;
import io.steadygrad.probe.Subject;
import io.steadygrad.store.Store;
import io.steadygrad.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures the probes that a study's workloads ask for, one after the other once all trials have ended, and keeps each result in the
 * store: it is not measured again until something that decides it changes.
 *
 * <p>A probe looks at the workload as the study's first trial of it trains it, with that trial's seed, optimizer and hyperparameters,
 * but without control. Its result stands in {@code summary.json} at {@code workloads.NAME.probes.sharpness} or {@code .lr_range}:
 *
 * <pre>
 * {"probe": "lr_range(from=1e-6, to=10.0, steps=100)", "trial": "3fb57ccca522", "seed": 0, "optimizer": "sgd(lr=0.03, ...)",
 *  "status": "completed" or "failed", "reason": null or why it failed, ...what the probe measured}
 * </pre>
 *
 * What is measured stands at {@link io.steadygrad.probe.SharpnessProbe} and {@link io.steadygrad.probe.LrRange}. Numbers that are not finite are null.
 */
final class ProbeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeRunner.class);
    private static final String FAILED = "failed";

    private final Study study;
    private final Store store;

    /** @param study with all trials decided */
    ProbeRunner(Study study, Store store) {
        this.study = study;
        this.store = store;
    }

    /** One probe of one workload. */
    private record Task(String workload, String text, Probe probe, Trial trial, String content) {
        String id() {
            return Json.sha256(content);
        }
    }

    /** Measures what is missing, and what failed before. */
    void run(RunListener listener, BooleanSupplier stop) {
        Map<String, String> known = store.probes();
        for (Task task : tasks().values()) {
            String before = known.get(task.id());
            if (before == null || Json.parse(before).path("status").asString("").equals(FAILED)) {
                listener.probing(task.workload(), task.probe().name());
                JsonNode result = measure(task, stop);
                if (result == null || stop.getAsBoolean()) {
                    return;
                }
                store.keepProbe(task.id(), task.content(), Json.compact(result));
            }
        }
    }

    /** Adds to a summary's workloads what has been measured so far. */
    void addTo(ObjectNode summary) {
        Map<String, Task> tasks = tasks();
        if (tasks.isEmpty()) {
            return;
        }
        Map<String, String> known = store.probes();
        for (Task task : tasks.values()) {
            String result = known.get(task.id());
            if (result != null) {
                ObjectNode workload = (ObjectNode) summary.path("workloads").get(task.workload());
                ObjectNode probes =
                        workload.has("probes") ? (ObjectNode) workload.get("probes") : workload.putObject("probes");
                probes.set(task.probe().name(), Json.parse(result));
            }
        }
    }

    /** The probes that failed, one line each. */
    static List<String> failures(ObjectNode summary) {
        List<String> failures = new ArrayList<>();
        summary.path("workloads")
                .properties()
                .forEach(workload -> workload.getValue()
                        .path("probes")
                        .properties()
                        .forEach(probe -> {
                            if (probe.getValue().path("status").asString("").equals(FAILED)) {
                                failures.add(workload.getKey() + ", probe " + probe.getKey() + ": "
                                        + probe.getValue().path("reason").asString(""));
                            }
                        }));
        return failures;
    }

    private Map<String, Task> tasks() {
        Map<String, Task> tasks = new LinkedHashMap<>();
        study.workloads()
                .forEach((name, workload) -> workload.probes().forEach((text, probe) -> {
                    Optional<Trial> first = study.trials().stream()
                            .filter(trial -> trial.cell().workload().equals(name))
                            .findFirst();
                    first.ifPresent(trial ->
                            tasks.put(name + " " + text, new Task(name, text, probe, trial, content(trial, text))));
                }));
        return tasks;
    }

    /** All that decides the numbers. */
    private static String content(Trial trial, String probe) {
        ObjectNode content = (ObjectNode) Json.parse(trial.content());
        content.put("method", MethodExpression.parse("identity").resolved());
        content.put("probe", probe);
        return Json.compact(content);
    }

    private static @Nullable JsonNode measure(Task task, BooleanSupplier stop) {
        Trial trial = task.trial();
        Cell cell = trial.cell();
        ObjectNode result = Json.object();
        result.put("probe", task.text());
        result.put("trial", trial.shortId());
        result.put("seed", trial.seed());
        result.put("optimizer", cell.resolvedOptimizer());
        result.put("status", "completed");
        result.putNull("reason");
        try {
            Map<String, @Nullable Object> measured = task.probe().measure(subject(trial), stop);
            if (measured == null) {
                return null;
            }
            measured.forEach((name, value) -> result.set(name, Json.tree(value)));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            LOG.debug("Probe {} of {} failed", task.text(), task.workload(), e);
            result.put("status", FAILED);
            result.put("reason", TrialOutcome.failed(e, 0).reason());
        }
        return result;
    }

    private static Subject subject(Trial trial) {
        Workload workload = trial.cell().variant();
        OptimizerExpression optimizer = OptimizerExpression.parse(trial.cell().resolvedOptimizer());
        var recipe = Recipes.of(
                workload,
                MethodExpression.parse("identity").chain(),
                optimizer.optimizer(),
                workload.settings().budget(),
                workload.settings().batch(),
                trial.seed());
        return new Subject(
                workload.model(),
                workload.data().inputShape(),
                recipe,
                workload.data().examples(),
                optimizer);
    }
}
