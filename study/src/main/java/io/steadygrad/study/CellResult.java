package io.steadygrad.study;

import io.steadygrad.statistics.InterquartileMean;
import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.SuccessRate;
import io.steadygrad.store.TrialState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The runs of one cell together: how many succeed, how good they are, every single one. */
record CellResult(Cell cell, List<Trial> trials, Map<String, TrialOutcome> outcomes) {

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("workload", cell.workload());
        json.put("method", cell.method());
        json.put("expression", cell.expression());
        json.put("optimizer", cell.optimizer());
        ObjectNode hyperparameters = json.putObject("hyperparameters");
        cell.hyperparameters().forEach((axis, value) -> Json.put(hyperparameters, axis, value));
        Json.put(json, "preprocess", cell.variant().preprocessing());
        Json.put(json, "blocks", cell.blocks());
        Json.put(json, "tuned", cell.tuned());
        json.put("family", cell.family());
        List<TrialOutcome> results = trials.stream()
                .filter(trial -> outcomes.containsKey(trial.id()))
                .map(trial -> outcomes.get(trial.id()))
                .filter(outcome -> outcome.status().isFinal())
                .toList();
        json.put("n", results.size());
        json.put(
                "diverged",
                results.stream().filter(o -> o.status() == TrialState.DIVERGED).count());
        json.set("success", success(results));
        var target = cell.variant().target();
        String metric = target == null ? "test_loss" : target.metric();
        json.put("metric", metric);
        double[] finite = results.stream()
                .mapToDouble(outcome -> outcome.metrics().getOrDefault(metric, Double.NaN))
                .filter(Double::isFinite)
                .toArray();
        json.put("finite", finite.length);
        Quantiles quantiles = new Quantiles(withDiverged(finite, results, metric));
        json.put("median", Json.finite(quantiles.median()));
        json.put("lowerQuartile", Json.finite(quantiles.at(0.25)));
        json.put("upperQuartile", Json.finite(quantiles.at(0.75)));
        InterquartileMean iqm = InterquartileMean.of(finite);
        ObjectNode mean = json.putObject("interquartileMean");
        mean.put("mean", Json.finite(iqm.mean()));
        mean.put("low", Json.finite(iqm.interval().low()));
        mean.put("high", Json.finite(iqm.interval().high()));
        json.set("runs", runs(metric));
        return json;
    }

    /** A run that diverged is worse than any value; a quantile that falls on one is null in JSON. */
    private static double[] withDiverged(double[] finite, List<TrialOutcome> results, String metric) {
        double worst = metric.endsWith("_loss") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        DoubleStream diverged = results.stream()
                .filter(outcome -> outcome.status() == TrialState.DIVERGED)
                .mapToDouble(outcome -> worst);
        return DoubleStream.concat(Arrays.stream(finite), diverged).toArray();
    }

    private static ObjectNode success(List<TrialOutcome> results) {
        int reached = (int) results.stream().filter(TrialOutcome::reachedTarget).count();
        SuccessRate rate = new SuccessRate(reached, results.size());
        ObjectNode json = Json.object();
        json.put("successes", reached);
        json.put("rate", Json.finite(rate.rate()));
        json.put("low", rate.interval().low());
        json.put("high", rate.interval().high());
        return json;
    }

    private ArrayNode runs(String metric) {
        ArrayNode runs = Json.array();
        for (Trial trial : trials) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                ObjectNode run = runs.addObject();
                run.put("id", trial.shortId());
                run.put("seed", trial.seed());
                run.put("status", outcome.status().text());
                run.put("value", Json.finite(outcome.metrics().getOrDefault(metric, Double.NaN)));
                run.put("reachedTarget", outcome.reachedTarget());
            }
        }
        return runs;
    }
}
