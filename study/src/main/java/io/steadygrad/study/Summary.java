package io.steadygrad.study;

import io.steadygrad.comparison.Comparisons;
import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.trace.Trace;
import io.steadygrad.training.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All results of a study in one JSON tree and one table. Trials stand in the study's order, so that the files do not depend
 * on who ran what when.
 *
 * @param missed acceptances that the results do not meet, one line each
 */
record Summary(ObjectNode json, String csv, List<String> missed) {
    private static final int VERSION = 1;

    static Summary of(Study study, Map<String, TrialOutcome> outcomes, ObjectNode environment, RunDirectory directory) {
        ObjectNode json = Json.object();
        json.put("formatVersion", VERSION);
        json.put("study", study.name());
        json.put("description", study.description());
        json.set("environment", environment);
        json.set("workloads", workloads(study));
        ObjectNode methods = json.putObject("methods");
        study.methods().forEach(methods::put);
        ArrayNode trials = json.putArray("trials");
        for (Trial trial : study.all()) {
            TrialOutcome outcome = outcomes.get(trial.id());
            if (outcome != null) {
                trials.add(trial(trial, outcome, directory.directory()));
            }
        }
        json.set("cells", cells(study, outcomes));
        ArrayNode searches = json.putArray("search");
        study.searches().forEach(search -> searches.add(SearchJson.of(search, outcomes)));
        json.set("comparisons", comparisons(study, outcomes));
        Judge judge = new Judge(study.trials(), outcomes, trial -> trace(directory.directory(), trial));
        json.set("claims", claims(study, judge));
        List<String> missed = accept(study, judge, json.putArray("acceptance"));
        return new Summary(json, SummaryTable.csv(study, outcomes), missed);
    }

    private static ObjectNode workloads(Study study) {
        ObjectNode workloads = Json.object();
        study.workloads().forEach((name, workload) -> {
            ObjectNode json = workloads.putObject(name);
            json.put("description", workload.description());
            Target target = workload.target();
            if (target == null) {
                json.putNull("target");
            } else {
                ObjectNode limits = json.putObject("target");
                limits.put("metric", target.metric());
                if (workload.upwards()) {
                    limits.put("at_least", target.atLeast());
                } else {
                    limits.put("at_most", target.atMost());
                }
            }
            json.put("budgetSteps", workload.budgetSteps());
        });
        return workloads;
    }

    private static ObjectNode trial(Trial trial, TrialOutcome outcome, Path directory) {
        Cell cell = trial.cell();
        ObjectNode json = Json.object();
        json.put("id", trial.shortId());
        json.put("phase", trial.phase().text());
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
        json.put("seed", trial.seed());
        json.put("budgetSteps", trial.budgetSteps());
        json.setAll(OutcomeJson.write(outcome));
        String trace = RunDirectory.trace(trial);
        json.put("trace", Files.exists(directory.resolve(trace)) ? trace : null);
        return json;
    }

    private static ArrayNode cells(Study study, Map<String, TrialOutcome> outcomes) {
        Map<Cell, List<Trial>> cells = new IdentityHashMap<>();
        Set<Cell> order = new LinkedHashSet<>();
        for (Trial trial : study.trials()) {
            cells.computeIfAbsent(trial.cell(), cell -> new ArrayList<>()).add(trial);
            order.add(trial.cell());
        }
        ArrayNode json = Json.array();
        for (Cell cell : order) {
            json.add(new CellResult(cell, cells.getOrDefault(cell, List.of()), outcomes).json());
        }
        return json;
    }

    private static JsonNode comparisons(Study study, Map<String, TrialOutcome> outcomes) {
        return ComparisonsJson.write(Comparisons.of(
                Contenders.of(study, outcomes),
                Contenders.tuning(study, outcomes),
                Comparisons.baseline(study.methods())));
    }

    private static ArrayNode claims(Study study, Judge judge) {
        ArrayNode claims = Json.array();
        for (Claim claim : study.claims()) {
            Judge.Finding finding = judge.judge(claim);
            ObjectNode json = claims.addObject();
            json.put("says", claim.says());
            json.put("verdict", finding.verdict().text());
            json.put("evidence", finding.evidence());
            List<Mark> marks = Mark.of(claim, study.trials());
            if (!marks.isEmpty()) {
                ArrayNode marked = json.putArray("marks");
                marks.forEach(mark ->
                        marked.addObject().put("workload", mark.workload()).put("step", mark.step()));
            }
        }
        return claims;
    }

    private static List<String> accept(Study study, Judge judge, ArrayNode acceptance) {
        List<String> missed = new ArrayList<>();
        for (Expectation expectation : study.accept()) {
            Judge.Finding finding = judge.judge(expectation);
            boolean met = finding.verdict() == Verdict.SUPPORTED;
            ObjectNode json = acceptance.addObject();
            json.put("says", expectation.says());
            json.put("met", met);
            json.put("evidence", finding.evidence());
            if (!met) {
                missed.add(
                        expectation.says().isEmpty()
                                ? finding.evidence()
                                : expectation.says() + ": " + finding.evidence());
            }
        }
        return missed;
    }

    private static Optional<Trace> trace(Path directory, Trial trial) {
        Path file = directory.resolve(RunDirectory.trace(trial));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TraceFile.read(file));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
