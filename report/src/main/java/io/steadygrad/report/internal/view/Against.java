package io.steadygrad.report.internal.view;

import io.steadygrad.comparison.Comparison;
import io.steadygrad.comparison.LearningRates;
import io.steadygrad.comparison.PairComparison;
import io.steadygrad.comparison.Profile;
import io.steadygrad.comparison.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The study's comparisons, each beside the runs that it speaks of. The numbers are the study's own, as they stand in
 * summary.json; nothing is computed here.
 *
 * @param profile null where methods share no problem with a target
 */
public record Against(
        List<Pair> pairs, List<Ranking> rankings, @Nullable Profile profile, List<Scan> scans) {

    /** A method against the baseline; a cell is null where the summary has no runs for it. */
    public record Pair(
            PairComparison numbers,
            @Nullable Cell cell,
            @Nullable Cell baseline) {}

    /**
     * A method over learning rates; its runs by rate, ascending.
     *
     * @param metric what the runs are judged by: after a search that of held-out rows, by which it chose
     */
    public record Scan(LearningRates numbers, Metric metric, Map<Double, List<RatedRun>> runs) {

        /** The method, with its own parameters where there are any. */
        public String label() {
            return numbers.parameters().isEmpty()
                    ? numbers.method()
                    : numbers.method() + " ("
                            + String.join(
                                    ", ",
                                    numbers.parameters().entrySet().stream()
                                            .map(entry -> entry.getKey()
                                                            .substring(entry.getKey()
                                                                            .lastIndexOf('.')
                                                                    + 1)
                                                    + "=" + Told.text(entry.getValue()))
                                            .toList())
                            + ")";
        }
    }

    static Against of(List<Comparison> comparisons, JsonNode search, List<Case> cases) {
        Map<String, List<Cell>> cells = new LinkedHashMap<>();
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (Case one : cases) {
            cells.put(one.workload().name(), one.cells());
            metrics.put(one.workload().name(), one.metric());
        }
        List<Pair> pairs = new ArrayList<>();
        List<Ranking> rankings = new ArrayList<>();
        List<Scan> scans = new ArrayList<>();
        Profile profile = null;
        for (Comparison comparison : comparisons) {
            if (comparison instanceof PairComparison pair) {
                List<Cell> there = cells.getOrDefault(pair.workload(), List.of());
                pairs.add(new Pair(
                        pair,
                        Told.method(pair).among(there),
                        Told.baseline(pair).among(there)));
            } else if (comparison instanceof Ranking ranking) {
                rankings.add(ranking);
            } else if (comparison instanceof Profile one) {
                profile = one;
            } else if (comparison instanceof LearningRates rates) {
                Metric metric = metrics.getOrDefault(rates.workload(), Metric.named(rates.metric(), null));
                scans.add(
                        rates.phase().equals(LearningRates.TUNING)
                                ? TuningRuns.of(search, rates, metric)
                                : scan(rates, metric, cells.getOrDefault(rates.workload(), List.of())));
            }
        }
        return new Against(List.copyOf(pairs), List.copyOf(rankings), profile, List.copyOf(scans));
    }

    private static Scan scan(LearningRates rates, Metric metric, List<Cell> cells) {
        Map<Double, List<RatedRun>> byRate = new TreeMap<>();
        for (LearningRates.Rate rate : rates.rates()) {
            Cell cell = Told.atRate(rates, rate.rate()).among(cells);
            if (cell != null) {
                byRate.put(
                        rate.rate(),
                        cell.trials().stream()
                                .map(trial -> RatedRun.of(trial, metric))
                                .toList());
            }
        }
        return new Scan(rates, metric, byRate);
    }
}
