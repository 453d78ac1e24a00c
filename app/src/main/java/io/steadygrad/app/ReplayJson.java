package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.replay.Replay;
import io.steadygrad.replay.ReplayedStep;
import io.steadygrad.replay.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A replay for programs; what is not finite, or not known, is null. */
final class ReplayJson {
    private ReplayJson() {}

    /** @param withSteps whether every step is listed too */
    static String of(MethodExpression expression, List<ReplayedTrial> trials, boolean withSteps) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("formatVersion", 1);
        json.put("expression", expression.resolved());
        json.put("trials", trials.stream().map(each -> trial(each, withSteps)).toList());
        return Json.text(json);
    }

    private static Map<String, Object> trial(ReplayedTrial each, boolean withSteps) {
        RecordedTrial trial = each.trial();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", trial.id());
        json.put("workload", trial.workload());
        json.put("method", trial.method());
        json.put("expression", trial.expression());
        json.put("optimizer", trial.optimizer());
        json.put("seed", trial.seed());
        json.put("status", trial.status());
        json.put("problem", each.problem().isEmpty() ? null : each.problem());
        Replay replay = each.replay();
        if (replay == null) {
            return json;
        }
        List<ReplayedStep> engaged = replay.engaged();
        json.put("notes", each.notes());
        json.put("approximate", replay.approximate());
        json.put("gaveUp", replay.gaveUp());
        json.put("stepCount", replay.steps().size());
        json.put("engagedFraction", replay.engagedFraction());
        json.put("firstEngaged", engaged.isEmpty() ? null : engaged.get(0).step());
        json.put(
                "lastEngaged",
                engaged.isEmpty() ? null : engaged.get(engaged.size() - 1).step());
        json.put("factorLeast", Json.finite(replay.strength(0)));
        json.put("factorMedian", Json.finite(replay.strength(50)));
        json.put("factorGreatest", Json.finite(replay.strength(100)));
        json.put("rejectedSteps", replay.rejected().size());
        json.put("healthySteps", replay.healthy());
        Map<String, Object> percentiles = new LinkedHashMap<>();
        replay.percentiles()
                .forEach((percent, value) -> percentiles.put(Integer.toString(percent), Json.finite(value)));
        json.put("normPercentiles", percentiles);
        json.put(
                "suggestions",
                replay.suggestions().stream().map(ReplayJson::suggestion).toList());
        if (withSteps) {
            json.put("steps", replay.steps().stream().map(ReplayJson::step).toList());
        }
        return json;
    }

    private static Map<String, Object> suggestion(Suggestion each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("method", each.method());
        json.put("parameter", each.parameter());
        json.put("percentile", each.percentile());
        json.put("value", Json.finite(each.value()));
        json.put("share", each.share());
        return json;
    }

    private static Map<String, Object> step(ReplayedStep step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", step.step());
        json.put("accepted", step.accepted());
        json.put("normBefore", Json.finite(step.normBefore()));
        json.put("normAfter", Json.finite(step.normAfter()));
        json.put("factor", Json.finite(step.factor()));
        json.put("engaged", step.engaged());
        json.put("threshold", Json.finite(step.threshold()));
        json.put("reason", step.reason());
        return json;
    }
}
