package io.steadygrad.study;

import io.steadygrad.search.Importance;
import io.steadygrad.search.Score;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A search as the summary tells it: what was allowed, what was tried, how it did, and what was chosen. */
final class SearchJson {
    private SearchJson() {}

    static ObjectNode of(SearchResult search, Map<String, TrialOutcome> outcomes) {
        ObjectNode json = Json.object();
        json.put("workload", search.workload());
        json.put("method", search.method());
        json.put("optimizer", search.family());
        Json.put(json, "preprocess", search.preprocess());
        Json.put(json, "hyperparameters", search.hyperparameters());
        json.put("block", search.block());
        json.put("sampler", search.sampler());
        Json.put(json, "space", search.ranges());
        json.put("select", search.select());
        json.put("higherIsBetter", search.upwards());
        json.put("validation", search.validation());
        Json.put(json, "tuningSeeds", search.tuningSeeds());
        Json.put(json, "finalSeeds", search.seeds());
        ObjectNode budget = json.putObject("budget");
        budget.put("settings", search.budget());
        budget.put("trials", search.budget() * search.tuningSeeds().size());
        budget.put("steps", search.steps());
        json.set("spent", spent(search, outcomes));
        SearchResult.Setting chosen = search.chosen();
        json.set("chosen", chosen == null ? null : setting(search, chosen, outcomes));
        Json.put(json, "atEdge", search.atEdge());
        json.put("ties", search.ties());
        json.put("allDiverged", search.allDiverged());
        json.set("importance", search.importance().map(SearchJson::importance).orElse(null));
        ArrayNode settings = json.putArray("settings");
        search.settings().forEach(setting -> settings.add(setting(search, setting, outcomes)));
        return json;
    }

    private static ObjectNode importance(Importance importance) {
        ObjectNode json = Json.object();
        json.put("settings", importance.settings());
        ObjectNode shares = json.putObject("shares");
        importance.shares().forEach(shares::put);
        json.put("together", importance.together());
        return json;
    }

    private static ObjectNode spent(SearchResult search, Map<String, TrialOutcome> outcomes) {
        ObjectNode spent = Json.object();
        spent.put("settings", search.settings().size());
        long steps = 0;
        int trials = 0;
        int diverged = 0;
        for (String id : search.asked()) {
            TrialOutcome outcome = outcomes.get(id);
            if (outcome != null && outcome.status().isFinal()) {
                trials++;
                steps += outcome.steps();
                diverged += outcome.divergedAtStep() != null ? 1 : 0;
            }
        }
        spent.put("trials", trials);
        spent.put("diverged", diverged);
        spent.put("steps", steps);
        return spent;
    }

    private static ObjectNode setting(
            SearchResult search, SearchResult.Setting setting, Map<String, TrialOutcome> outcomes) {
        ObjectNode json = Json.object();
        Json.put(json, "hyperparameters", setting.hyperparameters());
        json.put("share", setting.share());
        Score score = setting.score();
        json.put("score", score(search, score));
        json.put("diverged", score == null ? null : (Integer) score.diverged());
        ArrayNode runs = json.putArray("runs");
        for (Trial trial : setting.trials()) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                runs.add(RunJson.of(trial, outcome, search.select()));
            }
        }
        return json;
    }

    /** The mean over the runs that did not diverge, in the metric's own direction. */
    private static @Nullable Double score(SearchResult search, @Nullable Score score) {
        return score == null ? null : Json.finite(search.upwards() ? -score.value() : score.value());
    }
}
