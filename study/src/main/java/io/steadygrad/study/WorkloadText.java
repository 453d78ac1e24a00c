package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.probe.Probe;
import io.steadygrad.training.EarlyStopping;
import io.steadygrad.training.Target;
import io.steadygrad.yaml.Binder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A workload written out: for the identity of its trials, and for the resolved study file. */
final class WorkloadText {
    private final Canonical canonical;
    private final Canonical digested;

    WorkloadText(Binder binder) {
        this.canonical = new Canonical(binder, false);
        this.digested = new Canonical(binder, true);
    }

    List<String> preprocessing(List<Preprocessor> chain) {
        return chain.stream().map(step -> String.valueOf(canonical.of(step))).toList();
    }

    /** By the whole text of each. */
    Map<String, Probe> probes(List<Probe> probes) {
        Map<String, Probe> named = new LinkedHashMap<>();
        probes.forEach(probe -> named.put(String.valueOf(canonical.of(probe)), probe));
        return named;
    }

    /** What decides the numbers, with a digest in place of the data. */
    ObjectNode content(
            PreparedData data,
            List<String> preprocessing,
            ModelSpec model,
            WorkloadSettings settings,
            @Nullable Target target) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("data", data.digest());
        content.put("preprocess", preprocessing);
        content.put("model", digested.of(model));
        content.putAll(settings(settings));
        content.put("target", target == null ? null : target(target));
        content.put("stack", settings.stack());
        ObjectNode json = Json.object();
        content.forEach((key, value) -> Json.put(json, key, value));
        return json;
    }

    /** As a study file says it, every default written out. */
    Map<String, Object> resolved(
            DataSource source,
            String description,
            List<String> preprocessing,
            ModelSpec model,
            WorkloadSettings settings,
            List<FaultEntry> faults,
            @Nullable OptimizerExpression optimizer,
            @Nullable Target target,
            Map<String, Probe> probes) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        written.put("description", description.isEmpty() ? null : description);
        written.put("data", canonical.of(source));
        written.put("preprocess", preprocessing);
        written.put("model", canonical.of(model));
        written.putAll(settings(settings));
        written.put("faults", faults.isEmpty() ? null : canonical.of(faults));
        written.put(
                "optimizer",
                optimizer == null
                        ? null
                        : Optimizers.isComplete(optimizer)
                                ? optimizer.resolved()
                                : optimizer.call().toString());
        written.put("target", target == null ? null : target(target));
        // Left out where it is false, as nothing is stacked then.
        written.put("stack", settings.stack() ? true : null);
        written.put("probes", probes.isEmpty() ? null : List.copyOf(probes.keySet()));
        Map<String, Object> given = new LinkedHashMap<>();
        written.forEach((key, value) -> {
            if (value != null) {
                given.put(key, value);
            }
        });
        return given;
    }

    private Map<String, @Nullable Object> settings(WorkloadSettings settings) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        written.put("loss", settings.loss().name());
        written.put("task", canonical.of(settings.task()));
        written.put("batch", settings.batch() == 0 ? "full" : (Object) settings.batch());
        if (settings.budget().epochs() > 0) {
            written.put("epochs", settings.budget().epochs());
        } else {
            written.put("steps", settings.budget().steps());
        }
        written.put("schedule", canonical.of(settings.schedule()));
        written.put("shuffle", canonical.of(settings.shuffle()));
        written.put("last_batch", canonical.of(settings.lastBatch()));
        written.put(
                "validation",
                settings.validation() == null ? null : settings.validation().toString());
        written.put("faults", settings.faults().stream().map(canonical::of).toList());
        written.put("regularizer", canonical.of(settings.regularizer()));
        written.put("early_stopping", earlyStopping(settings));
        written.put("save", canonical.of(settings.save()));
        written.put("threads", settings.threads());
        // Left out where it is one, or false: then a trial is the same as before there was such a key.
        if (settings.ranks() > 1) {
            written.put("ranks", settings.ranks());
        }
        if (settings.repair()) {
            written.put("repair", true);
        }
        return written;
    }

    private static @Nullable Object earlyStopping(WorkloadSettings settings) {
        var early = settings.earlyStopping();
        if (early == null) {
            return null;
        }
        Map<String, Object> written = new LinkedHashMap<>();
        if (early.patience() != EarlyStopping.NO_END) {
            written.put("patience", early.patience());
        }
        written.put("min_delta", early.minDelta());
        // Left out where it is false: then a trial is the same as before there was such a key.
        if (early.atTarget()) {
            written.put("at_target", true);
        }
        return written;
    }

    static Map<String, Object> target(Target target) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("metric", target.metric());
        boolean upwards = target.atLeast() > Double.NEGATIVE_INFINITY;
        written.put(upwards ? "at_least" : "at_most", upwards ? target.atLeast() : target.atMost());
        return written;
    }
}
