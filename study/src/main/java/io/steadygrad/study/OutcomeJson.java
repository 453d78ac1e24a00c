package io.steadygrad.study;

import io.steadygrad.store.TrialState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An outcome as JSON: in the store, and inside the summary. What is not finite is null. */
final class OutcomeJson {
    private OutcomeJson() {}

    static ObjectNode write(TrialOutcome outcome) {
        ObjectNode json = Json.object();
        json.put("status", outcome.status().text());
        json.put("divergedAtStep", outcome.divergedAtStep());
        ObjectNode metrics = json.putObject("metrics");
        outcome.metrics().forEach((name, value) -> metrics.put(name, Json.finite(value)));
        json.put("reachedTarget", outcome.reachedTarget());
        json.put("stepsToTarget", outcome.stepsToTarget());
        ObjectNode control = json.putObject("control");
        control.put("engagedFraction", Json.finite(outcome.engagedFraction()));
        control.put("rejectedSteps", outcome.rejectedSteps());
        json.put("steps", outcome.steps());
        json.put("seconds", Json.finite(outcome.seconds()));
        json.put("stepsPerSecond", Json.finite(outcome.stepsPerSecond()));
        json.put("reason", outcome.reason());
        json.set("diagnoses", HealthJson.diagnoses(outcome.diagnoses()));
        json.set("repairs", HealthJson.repairs(outcome.repairs()));
        return json;
    }

    static TrialOutcome read(String text) {
        JsonNode json = Json.parse(text);
        Map<String, Double> metrics = new LinkedHashMap<>();
        json.get("metrics").properties().forEach(entry -> metrics.put(entry.getKey(), number(entry.getValue())));
        JsonNode control = json.get("control");
        return new TrialOutcome(
                TrialState.of(json.get("status").asString()),
                whole(json.get("divergedAtStep")),
                metrics,
                json.get("reachedTarget").asBoolean(),
                whole(json.get("stepsToTarget")),
                control.get("engagedFraction").isNull()
                        ? null
                        : control.get("engagedFraction").asDouble(),
                control.get("rejectedSteps").asLong(),
                json.get("steps").asLong(),
                number(json.get("seconds")),
                number(json.get("stepsPerSecond")),
                json.get("reason").isNull() ? null : json.get("reason").asString(),
                HealthJson.readDiagnoses(json.get("diagnoses")),
                HealthJson.readRepairs(json.get("repairs")));
    }

    private static double number(JsonNode node) {
        return node.isNull() ? Double.NaN : node.asDouble();
    }

    private static @Nullable Long whole(JsonNode node) {
        return node.isNull() ? null : node.asLong();
    }
}
