package io.steadygrad.app;

import io.steadygrad.comparison.Comparison;
import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.comparison.PairComparison;
import io.steadygrad.comparison.PairVerdict;
import io.steadygrad.comparison.Ranking;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The comparisons of a run for a terminal: each in its own sentence where there are few, else a line per method that counts
 * verdicts; then the rankings.
 */
final class ComparisonLines {
    private static final int FEW = 6;

    private ComparisonLines() {}

    /** Lines from {@code summary.json}; none where nothing was compared. */
    static List<String> of(JsonNode summary) {
        List<Comparison> comparisons = ComparisonsJson.read(summary.path("comparisons"));
        List<PairComparison> pairs = comparisons.stream()
                .filter(PairComparison.class::isInstance)
                .map(PairComparison.class::cast)
                .toList();
        List<String> lines = new ArrayList<>();
        if (pairs.size() <= FEW) {
            pairs.forEach(pair -> lines.add(pair.text()));
        } else {
            counts(pairs, lines);
        }
        comparisons.stream().filter(Ranking.class::isInstance).forEach(ranking -> lines.add(ranking.text()));
        return lines;
    }

    private static void counts(List<PairComparison> pairs, List<String> lines) {
        Map<String, Map<PairVerdict, Integer>> methods = new LinkedHashMap<>();
        for (PairComparison pair : pairs) {
            methods.computeIfAbsent(
                            pair.method() + " against " + pair.baseline(), unseen -> new EnumMap<>(PairVerdict.class))
                    .merge(pair.verdict(), 1, Integer::sum);
        }
        methods.forEach((who, verdicts) -> {
            List<String> parts = new ArrayList<>();
            verdicts.forEach((verdict, count) ->
                    parts.add(verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " in " + count));
            int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
            lines.add(who + ": " + String.join(", ", parts) + " of " + Words.count(all, "setting"));
        });
    }
}
