package io.steadygrad.study;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Diagnoses and repairs as JSON. What is not finite is null; results that were stored before there were any have none. */
public final class HealthJson {
    private HealthJson() {}

    /** As {@code summary.json} has them. */
    public static ArrayNode diagnoses(List<Diagnosis> diagnoses) {
        ArrayNode array = Json.array();
        diagnoses.forEach(diagnosis -> write(diagnosis, array.addObject()));
        return array;
    }

    private static void write(Diagnosis diagnosis, ObjectNode json) {
        json.put("symptom", diagnosis.symptom().toString());
        json.put("step", diagnosis.step());
        json.put("layer", diagnosis.layer());
        json.put("batch", diagnosis.batch());
        json.put("confidence", diagnosis.confidence());
        ObjectNode evidence = json.putObject("evidence");
        diagnosis.evidence().forEach((name, value) -> evidence.put(name, Json.finite(value)));
        ArrayNode chain = json.putArray("chain");
        for (Diagnosis.Link link : diagnosis.chain()) {
            ObjectNode node = chain.addObject();
            node.put("symptom", link.symptom().toString());
            node.put("step", link.step());
            node.put("layer", link.layer());
        }
        json.put("finding", diagnosis.finding());
        json.put("advice", diagnosis.advice());
    }

    /** As {@code summary.json} has them. */
    public static ArrayNode repairs(List<Repair> repairs) {
        ArrayNode array = Json.array();
        for (Repair repair : repairs) {
            ObjectNode json = array.addObject();
            json.put("remedy", repair.remedy());
            json.put("symptom", repair.symptom().toString());
            json.put("step", repair.step());
            json.put("from", repair.from());
            json.put("kept", repair.kept());
            json.put("detail", repair.detail());
            json.put("before", Json.finite(repair.before()));
            json.put("after", Json.finite(repair.after()));
            write(repair.diagnosis(), json.putObject("diagnosis"));
        }
        return array;
    }

    /** Those of a trial in {@code summary.json}; none where there is no array. */
    public static List<Diagnosis> readDiagnoses(@Nullable JsonNode array) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        items(array).forEach(json -> diagnoses.add(diagnosis(json)));
        return diagnoses;
    }

    private static Diagnosis diagnosis(JsonNode json) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        json.get("evidence").properties().forEach(entry -> evidence.put(entry.getKey(), number(entry.getValue())));
        List<Diagnosis.Link> chain = new ArrayList<>();
        json.get("chain").forEach(link -> chain.add(new Diagnosis.Link(symptom(link), step(link), layer(link))));
        return new Diagnosis(
                symptom(json),
                step(json),
                layer(json),
                json.get("batch").isNull() ? null : json.get("batch").asLong(),
                json.get("confidence").asDouble(),
                evidence,
                chain,
                json.get("finding").asString(),
                json.get("advice").asString());
    }

    /** What a repair was for, where a result of an older version has no more than the symptom. */
    private static Diagnosis unexplained(JsonNode repair) {
        long step = step(repair);
        return new Diagnosis(
                symptom(repair),
                step,
                null,
                null,
                Diagnosis.VERDICT,
                Map.of(),
                List.of(new Diagnosis.Link(symptom(repair), step, null)),
                "it fell ill, and was treated after step " + step,
                "");
    }

    /** Those of a trial in {@code summary.json}; none where there is no array. */
    public static List<Repair> readRepairs(@Nullable JsonNode array) {
        List<Repair> repairs = new ArrayList<>();
        for (JsonNode json : items(array)) {
            repairs.add(new Repair(
                    json.get("remedy").asString(),
                    json.has("diagnosis") ? diagnosis(json.get("diagnosis")) : unexplained(json),
                    step(json),
                    json.get("from").asLong(),
                    json.get("kept").asBoolean(),
                    json.get("detail").asString(),
                    number(json.get("before")),
                    number(json.get("after"))));
        }
        return repairs;
    }

    private static Iterable<JsonNode> items(@Nullable JsonNode array) {
        return array == null ? List.of() : array;
    }

    private static Symptom symptom(JsonNode json) {
        return Symptom.of(json.get("symptom").asString());
    }

    private static long step(JsonNode json) {
        return json.get("step").asLong();
    }

    private static @Nullable String layer(JsonNode json) {
        return json.get("layer").isNull() ? null : json.get("layer").asString();
    }

    private static double number(JsonNode json) {
        return json.isNull() ? Double.NaN : json.asDouble();
    }
}
