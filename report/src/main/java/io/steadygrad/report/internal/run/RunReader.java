package io.steadygrad.report.internal.run;

import io.steadygrad.comparison.Comparison;
import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.study.HealthJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads summary.json and study.yaml of a run directory.
 *
 * <p>The file is a contract that grows: unknown keys are ignored, and a missing one leaves its part of the report out. Only
 * a directory without a readable summary is refused.
 */
public final class RunReader {

    private static final JsonMapper JSON = new JsonMapper();

    private RunReader() {}

    /** @throws IllegalArgumentException when the directory holds no summary.json, or one that is no JSON object */
    public static Run read(Path directory) throws IOException {
        Path file = directory.resolve("summary.json");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("A report needs a run directory with a summary.json; " + directory
                    + " has none. Give the directory that 'steady run' wrote.");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + " is not readable as JSON (" + e.getOriginalMessage()
                            + "). Rerun the study to write it again.",
                    e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(file + " must hold a JSON object, it holds " + root.getNodeType() + ".");
        }
        List<Trial> trials = new ArrayList<>();
        for (JsonNode node : root.path("trials")) {
            trials.add(trial(node, trials.size()));
        }
        Path studyFile = directory.resolve("study.yaml");
        return new Run(
                directory,
                text(root.path("study"), "untitled study"),
                text(root.path("description"), ""),
                flat(root.path("environment")),
                workloads(root.path("workloads"), trials),
                methods(root.path("methods"), trials),
                claims(root.path("claims")),
                acceptance(root.path("acceptance")),
                trials.stream().filter(trial -> !trial.tuning()).toList(),
                trials.stream().filter(Trial::tuning).toList(),
                comparisons(root.path("comparisons")),
                root.path("search"),
                Files.isRegularFile(studyFile) ? Files.readString(studyFile, StandardCharsets.UTF_8) : null);
    }

    private static Trial trial(JsonNode node, int index) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> metric : node.path("metrics").properties()) {
            if (metric.getValue().isNumber()) {
                metrics.put(metric.getKey(), metric.getValue().asDouble());
            }
        }
        SortedMap<String, String> hyperparameters = new TreeMap<>(flat(node.path("hyperparameters")));
        String inputs = hyperparameters.remove("preprocess");
        JsonNode preprocess = node.path("preprocess");
        if (!preprocess.isMissingNode() && !preprocess.isNull()) {
            inputs = words(preprocess);
        }
        JsonNode control = node.path("control");
        String expression = text(node.path("expression"), "");
        return new Trial(
                text(node.path("id"), "trial-" + (index + 1)),
                text(node.path("workload"), "workload"),
                text(node.path("method"), expression.isEmpty() ? "method" : expression),
                expression,
                text(node.path("optimizer"), ""),
                inputs == null ? "" : inputs,
                hyperparameters,
                text(node.path("family"), text(node.path("optimizer"), "")),
                tuned(node.path("tuned")),
                text(node.path("phase"), "final").equals("tuning"),
                node.path("seed").asLong(0),
                Status.of(text(node.path("status"), "")),
                wholeNumber(node.path("divergedAtStep")),
                metrics,
                node.path("reachedTarget").asBoolean(false),
                wholeNumber(node.path("stepsToTarget")),
                control.path("engagedFraction").asDouble(Double.NaN),
                control.path("rejectedSteps").asLong(0),
                node.path("trace").isString() ? node.path("trace").stringValue() : null,
                readable(() -> HealthJson.readDiagnoses(node.get("diagnoses"))),
                readable(() -> HealthJson.readRepairs(node.get("repairs"))));
    }

    /** None where a version that this one does not understand wrote them. */
    private static <T> List<T> readable(Supplier<List<T>> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Set<String> tuned(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.forEach(name -> names.add(text(name, "")));
        return names;
    }

    private static Map<String, Workload> workloads(JsonNode node, List<Trial> trials) {
        Map<String, Workload> workloads = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            JsonNode target = value.path("target");
            workloads.put(
                    entry.getKey(),
                    new Workload(
                            entry.getKey(),
                            text(value.path("description"), ""),
                            target.path("metric").isString()
                                    ? new Target(
                                            target.path("metric").stringValue(),
                                            bound(target, "at_least", "atLeast"),
                                            bound(target, "at_most", "atMost"))
                                    : null,
                            value.path("budgetSteps").asLong(0),
                            value.path("probes").isObject() ? value.path("probes") : null));
        }
        trials.forEach(trial -> workloads.computeIfAbsent(trial.workload(), Workload::named));
        return workloads;
    }

    private static @Nullable Double bound(JsonNode target, String key, String otherKey) {
        JsonNode value = target.path(target.has(key) ? key : otherKey);
        return value.isNumber() ? value.asDouble() : null;
    }

    private static Map<String, String> methods(JsonNode node, List<Trial> trials) {
        Map<String, String> methods = new LinkedHashMap<>();
        node.properties().forEach(entry -> methods.put(entry.getKey(), text(entry.getValue(), "")));
        trials.forEach(trial -> methods.putIfAbsent(trial.method(), trial.expression()));
        return methods;
    }

    private static List<Claim> claims(JsonNode node) {
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : node) {
            claims.add(new Claim(
                    text(claim.path("says"), ""),
                    text(claim.path("verdict"), "unknown"),
                    text(claim.path("evidence"), ""),
                    marks(claim.path("marks"))));
        }
        return claims;
    }

    private static List<Mark> marks(JsonNode node) {
        List<Mark> marks = new ArrayList<>();
        for (JsonNode mark : node) {
            if (mark.path("step").isNumber()) {
                marks.add(new Mark(
                        text(mark.path("workload"), ""), mark.path("step").asLong()));
            }
        }
        return marks;
    }

    private static List<Acceptance> acceptance(JsonNode node) {
        List<Acceptance> acceptance = new ArrayList<>();
        for (JsonNode one : node) {
            acceptance.add(new Acceptance(
                    text(one.path("says"), ""), one.path("met").asBoolean(false), text(one.path("evidence"), "")));
        }
        return acceptance;
    }

    /** None where a version that this one does not understand wrote them. */
    private static List<Comparison> comparisons(JsonNode node) {
        try {
            return ComparisonsJson.read(node);
        } catch (JacksonException e) {
            return List.of();
        }
    }

    private static @Nullable Long wholeNumber(JsonNode node) {
        return node.isNumber() ? (Long) node.asLong() : null;
    }

    private static String text(JsonNode node, String absent) {
        if (node.isNumber()) {
            String number = node.asString();
            return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
        }
        return node.isString() ? node.stringValue() : node.isValueNode() && !node.isNull() ? node.asString() : absent;
    }

    private static String words(JsonNode node) {
        if (!node.isArray()) {
            return text(node, node.isContainer() ? node.toString() : "");
        }
        if (node.isEmpty()) {
            return "raw";
        }
        StringJoiner words = new StringJoiner(" + ");
        node.forEach(part -> words.add(words(part)));
        return words.toString();
    }

    private static Map<String, String> flat(JsonNode node) {
        Map<String, String> flat = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (entry.getValue().isObject()) {
                flat(entry.getValue()).forEach((key, value) -> flat.put(entry.getKey() + "." + key, value));
            } else if (!entry.getValue().isNull()) {
                flat.put(entry.getKey(), words(entry.getValue()));
            }
        }
        return flat;
    }
}
