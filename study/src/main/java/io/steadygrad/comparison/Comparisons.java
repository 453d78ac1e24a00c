package io.steadygrad.comparison;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is compared after a study: every method with the baseline in every setting that both share, methods over workloads, and methods over learning rates.
 *
 * <p>Everything is a pure function of the results: resampling has fixed seeds.
 */
public final class Comparisons {
    private Comparisons() {}

    /**
     * All comparisons: pairs in the contenders' order, then rankings, a profile, and learning rates.
     *
     * @param contenders every method in every setting, also those without runs yet
     * @param tuning what a search tried, by held-out rows: only learning rates are read from it
     * @param baseline the method that the others are compared with
     */
    public static List<Comparison> of(List<Contender> contenders, List<Contender> tuning, String baseline) {
        List<Contender> ran =
                contenders.stream().filter(c -> !c.results().isEmpty()).toList();
        List<Comparison> comparisons = new ArrayList<>(pairs(ran, baseline));
        comparisons.addAll(Rankings.of(ran, baseline));
        Profiles.of(ran).ifPresent(comparisons::add);
        comparisons.addAll(RateScans.of(LearningRates.FINAL, ran));
        comparisons.addAll(RateScans.of(LearningRates.TUNING, tuning));
        return comparisons;
    }

    /** The study's baseline: the first method whose expression is {@code identity}, else the first method. */
    public static String baseline(Map<String, String> methods) {
        return methods.entrySet().stream()
                .filter(method -> method.getValue().strip().matches("identity(\\(\\s*\\))?"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> methods.keySet().stream().findFirst().orElse(""));
    }

    private static List<PairComparison> pairs(List<Contender> contenders, String baseline) {
        Map<Setting, Contender> baselines = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            if (contender.method().equals(baseline)) {
                baselines.putIfAbsent(contender.setting(), contender);
            }
        }
        // Each pair resamples for some milliseconds, and large studies have thousands of pairs.
        List<PairComparison> order = contenders.parallelStream()
                .filter(contender -> !contender.method().equals(baseline))
                .filter(contender -> baselines.containsKey(contender.setting()))
                .map(contender -> Pairing.of(contender, Objects.requireNonNull(baselines.get(contender.setting()))))
                .toList();
        Map<String, List<PairComparison>> families = new LinkedHashMap<>();
        order.forEach(pair -> families.computeIfAbsent(pair.family(), name -> new ArrayList<>())
                .add(pair));
        Map<PairComparison, PairComparison> judged = new IdentityHashMap<>();
        for (List<PairComparison> family : families.values()) {
            List<PairComparison> after = Family.judge(family);
            for (int i = 0; i < after.size(); i++) {
                judged.put(family.get(i), after.get(i));
            }
        }
        return order.stream().map(judged::get).toList();
    }
}
