package io.steadygrad.comparison;

import io.steadygrad.statistics.Friedman;
import io.steadygrad.statistics.ProbabilityOfImprovement;
import io.steadygrad.statistics.Quantiles;
import io.steadygrad.statistics.Ranks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ranks methods over workloads: over all settings, and under each optimizer where there are several. */
final class Rankings {
    private static final int FEWEST_WORKLOADS = 3;
    private static final double ALPHA = 0.05;

    private Rankings() {}

    static List<Ranking> of(List<Contender> contenders, String baseline) {
        List<Ranking> rankings = new ArrayList<>();
        of(contenders, baseline, null).ifPresent(rankings::add);
        Set<String> optimizers = new LinkedHashSet<>();
        contenders.forEach(c -> optimizers.add(c.setting().optimizerName()));
        if (optimizers.size() > 1) {
            for (String optimizer : optimizers) {
                List<Contender> part = contenders.stream()
                        .filter(c -> c.setting().optimizerName().equals(optimizer))
                        .toList();
                of(part, baseline, optimizer).ifPresent(rankings::add);
            }
        }
        return rankings;
    }

    private static Optional<Ranking> of(List<Contender> contenders, String baseline, @Nullable String optimizer) {
        Lineup lineup = Lineup.of(contenders);
        List<String> names = lineup.names();
        Map<String, List<double[]>> ranks = new LinkedHashMap<>();
        lineup.settings()
                .forEach((setting, row) -> ranks.computeIfAbsent(setting.workload(), name -> new ArrayList<>())
                        .add(Ranks.of(row.stream()
                                .mapToDouble(c -> new Quantiles(c.worths()).median())
                                .toArray())));
        if (ranks.size() < FEWEST_WORKLOADS || names.size() < 2) {
            return Optional.empty();
        }
        List<double[]> values = new ArrayList<>();
        ranks.values()
                .forEach(settings -> values.add(IntStream.range(0, names.size())
                        .mapToDouble(
                                j -> settings.stream().mapToDouble(r -> r[j]).sum())
                        .toArray()));
        Friedman friedman = Friedman.of(values);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
        order.sort((a, b) ->
                Double.compare(friedman.meanRanks().get(a), friedman.meanRanks().get(b)));
        int base = names.indexOf(baseline);
        List<Ranking.Ranked> ranked = order.stream()
                .map(j -> new Ranking.Ranked(names.get(j), friedman.meanRanks().get(j), improvement(lineup, j, base)))
                .toList();
        List<List<String>> groups = friedman.groups(ALPHA).stream()
                .map(group -> group.stream().map(names::get).toList())
                .toList();
        double difference = friedman.criticalDifference(ALPHA);
        return Optional.of(new Ranking(
                optimizer,
                List.copyOf(ranks.keySet()),
                ranked,
                friedman.chiSquare(),
                friedman.chiSquareP(),
                friedman.imanDavenport(),
                friedman.imanDavenportP(),
                ALPHA,
                difference,
                groups,
                text(friedman, ranked, optimizer, difference)));
    }

    private static Estimate improvement(Lineup lineup, int method, int base) {
        if (base < 0 || method == base) {
            return Estimate.NONE;
        }
        List<double[]> own = new ArrayList<>();
        List<double[]> other = new ArrayList<>();
        lineup.settings().values().forEach(row -> {
            own.add(row.get(method).worths());
            other.add(row.get(base).worths());
        });
        ProbabilityOfImprovement improvement = ProbabilityOfImprovement.over(own, other);
        return Estimate.of(improvement.probability(), improvement.interval());
    }

    private static String text(
            Friedman friedman, List<Ranking.Ranked> ranked, @Nullable String optimizer, double difference) {
        Ranking.Ranked best = ranked.get(0);
        Ranking.Ranked last = ranked.get(ranked.size() - 1);
        String where = "over " + friedman.problems() + " workloads" + (optimizer == null ? "" : " with " + optimizer);
        String ends = String.format(
                Locale.ROOT,
                "%s has the best mean rank, %.2f of %d methods, and %s the worst, %.2f",
                best.method(),
                best.meanRank(),
                ranked.size(),
                last.method(),
                last.meanRank());
        boolean differ = friedman.imanDavenportP() < ALPHA;
        return where + ", " + ends + "; p " + PairText.p(friedman.imanDavenportP()) + " (Iman-Davenport)"
                + (differ
                        ? String.format(Locale.ROOT, "; mean ranks at least %.2f apart differ (Nemenyi)", difference)
                        : ": no difference between the methods is shown");
    }
}
