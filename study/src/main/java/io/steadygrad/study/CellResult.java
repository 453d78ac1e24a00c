package io.steadygrad.study;

import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.comparison.Runs;
import io.steadygrad.comparison.Success;
import java.util.List;
import java.util.Map;
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
        Runs runs = Runs.of(Contenders.of(cell, trials, outcomes));
        json.put("n", runs.n());
        json.put("diverged", runs.diverged());
        Success success = runs.success();
        json.set("success", ComparisonsJson.write(success == null ? Success.of(0, runs.n()) : success));
        String metric = runs.metric();
        json.put("metric", metric);
        json.put("finite", runs.finite());
        json.put("median", Json.finite(runs.median()));
        json.put("lowerQuartile", Json.finite(runs.lowerQuartile()));
        json.put("upperQuartile", Json.finite(runs.upperQuartile()));
        ObjectNode mean = json.putObject("interquartileMean");
        mean.put("mean", Json.finite(runs.interquartileMean().value()));
        mean.put("low", Json.finite(runs.interquartileMean().low()));
        mean.put("high", Json.finite(runs.interquartileMean().high()));
        json.set("runs", runs(metric));
        return json;
    }

    private ArrayNode runs(String metric) {
        ArrayNode runs = Json.array();
        for (Trial trial : trials) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                runs.add(RunJson.of(trial, outcome, metric).put("reachedTarget", outcome.reachedTarget()));
            }
        }
        return runs;
    }
}
