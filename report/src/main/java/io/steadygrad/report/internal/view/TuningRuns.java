package io.steadygrad.report.internal.view;

import io.steadygrad.comparison.LearningRates;
import io.steadygrad.report.internal.run.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The runs by which a search chose, found by what a curve over learning rates says of them. */
final class TuningRuns {
    private static final String RATE = "optimizer.lr";

    private TuningRuns() {}

    /** @param results the metric of the workload's results: its bound holds for the same quantity on held-out rows */
    static Against.Scan of(JsonNode searches, LearningRates rates, Metric results) {
        boolean judges = quantity(results.name()).equals(quantity(rates.metric()));
        Metric metric = Metric.named(rates.metric(), judges ? results.bound() : null);
        Map<String, String> others = new HashMap<>();
        rates.hyperparameters().forEach((name, value) -> others.put(name, Told.text(value)));
        rates.parameters().forEach((name, value) -> others.put(name, Told.text(value)));
        Map<Double, List<RatedRun>> runs = new TreeMap<>();
        for (JsonNode search : searches) {
            if (isOf(search, rates)) {
                for (JsonNode setting : search.path("settings")) {
                    Map<String, String> own = values(search.path("hyperparameters"));
                    own.putAll(values(setting.path("hyperparameters")));
                    own.remove(RATE);
                    double rate = setting.path("hyperparameters").path(RATE).asDouble(Double.NaN);
                    if (setting.path("share").asDouble(1) == 1 && own.equals(others) && isOne(rates, rate)) {
                        setting.path("runs")
                                .forEach(run -> runs.computeIfAbsent(rate, unseen -> new ArrayList<>())
                                        .add(run(run, metric)));
                    }
                }
            }
        }
        return new Against.Scan(rates, metric, runs);
    }

    private static boolean isOf(JsonNode search, LearningRates rates) {
        List<String> inputs = new ArrayList<>();
        search.path("preprocess").forEach(step -> inputs.add(step.asString("")));
        return search.path("workload").asString("").equals(rates.workload())
                && search.path("method").asString("").equals(rates.method())
                && search.path("select").asString("").equals(rates.metric())
                && search.path("optimizer").asString("").equals(rates.optimizer())
                && inputs.equals(rates.preprocess());
    }

    private static boolean isOne(LearningRates rates, double rate) {
        return rates.rates().stream().anyMatch(each -> each.rate() == rate);
    }

    private static Map<String, String> values(JsonNode node) {
        Map<String, String> values = new HashMap<>();
        node.properties()
                .forEach(entry -> values.put(
                        entry.getKey(),
                        entry.getValue().isNumber()
                                ? Told.text(entry.getValue().numberValue())
                                : entry.getValue().asString("")));
        return values;
    }

    private static RatedRun run(JsonNode run, Metric metric) {
        boolean diverged = Status.of(run.path("status").asString("")) == Status.DIVERGED;
        double value = run.path("value").asDouble(Double.NaN);
        Double bound = metric.bound();
        boolean reached = bound != null && !diverged && (metric.higherIsBetter() ? value >= bound : value <= bound);
        return new RatedRun(run.path("seed").asLong(0), value, diverged, reached);
    }

    private static String quantity(String metric) {
        return metric.substring(metric.indexOf('_') + 1);
    }
}
