package io.steadygrad.comparison;

import io.steadygrad.statistics.PerformanceProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The performance profile of a study: steps to target, every setting and seed a problem. */
final class Profiles {
    private static final int MOST_NAMED = 4;

    private Profiles() {}

    /** Empty where fewer than two methods share a problem with a target, or no run reaches one. */
    static Optional<Profile> of(List<Contender> contenders) {
        Lineup lineup = Lineup.of(contenders.stream()
                .filter(contender -> contender.yardstick().hasTarget())
                .toList());
        List<double[]> costs = new ArrayList<>();
        lineup.settings().values().forEach(row -> costs.addAll(costs(row)));
        boolean any = costs.stream().anyMatch(row -> Arrays.stream(row).anyMatch(Double::isFinite));
        if (lineup.names().size() < 2 || !any) {
            return Optional.empty();
        }
        PerformanceProfile profile = PerformanceProfile.of(costs);
        List<Profile.Line> lines = IntStream.range(0, lineup.names().size())
                .mapToObj(j ->
                        new Profile.Line(lineup.names().get(j), profile.shares().get(j)))
                .toList();
        return Optional.of(
                new Profile("steps to target", profile.problems(), profile.ratios(), lines, text(profile, lines)));
    }

    /** One row per seed that all have; a run that meets the target before its first step took one. */
    private static List<double[]> costs(List<Contender> row) {
        Map<Long, double[]> bySeed = new LinkedHashMap<>();
        Map<Long, Integer> seen = new LinkedHashMap<>();
        for (int j = 0; j < row.size(); j++) {
            for (Result result : row.get(j).results()) {
                bySeed.computeIfAbsent(result.seed(), seed -> new double[row.size()])[j] =
                        Math.max(1, result.reachedTarget() ? result.stepsToTarget() : Double.POSITIVE_INFINITY);
                seen.merge(result.seed(), 1, Integer::sum);
            }
        }
        return bySeed.entrySet().stream()
                .filter(entry -> seen.getOrDefault(entry.getKey(), 0) == row.size())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String text(PerformanceProfile profile, List<Profile.Line> lines) {
        List<Profile.Line> best = lines.stream()
                .sorted(Comparator.comparingDouble(Profiles::solved)
                        .thenComparingDouble(Profiles::fastest)
                        .reversed())
                .limit(MOST_NAMED)
                .toList();
        String named = best.stream()
                .map(line -> line.method() + " solves " + percent(solved(line)) + " and is fastest in "
                        + percent(fastest(line)))
                .collect(Collectors.joining("; "));
        int others = lines.size() - best.size();
        return "of " + profile.problems() + " problems (settings and seeds), " + named
                + (others == 0 ? "" : "; " + others + " more methods solve no more");
    }

    private static double solved(Profile.Line line) {
        return line.shares().get(line.shares().size() - 1);
    }

    private static double fastest(Profile.Line line) {
        return line.shares().get(0);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }
}
