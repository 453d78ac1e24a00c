package io.steadygrad.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Contenders that meet again and again, by name: a method, or a method with given parameters where the study varies them.
 *
 * <p>Those count that have runs on the most workloads; a setting counts when all of them have runs in it.
 *
 * @param names in the study's order
 * @param settings the settings where all are, with their contenders in the order of the names
 */
record Lineup(List<String> names, Map<Setting, List<Contender>> settings) {

    static Lineup of(List<Contender> contenders) {
        Map<Setting, Map<String, Contender>> bySetting = new LinkedHashMap<>();
        Map<String, Set<String>> workloads = new LinkedHashMap<>();
        Set<String> varied = varied(contenders);
        for (Contender contender : contenders) {
            String name = varied.contains(contender.method()) ? contender.name() : contender.method();
            bySetting
                    .computeIfAbsent(contender.setting(), setting -> new LinkedHashMap<>())
                    .put(name, contender);
            workloads
                    .computeIfAbsent(name, unseen -> new LinkedHashSet<>())
                    .add(contender.setting().workload());
        }
        int most = workloads.values().stream().mapToInt(Set::size).max().orElse(0);
        List<String> names = workloads.entrySet().stream()
                .filter(entry -> entry.getValue().size() == most)
                .map(Map.Entry::getKey)
                .toList();
        Map<Setting, List<Contender>> settings = new LinkedHashMap<>();
        bySetting.forEach((setting, byName) -> {
            if (byName.keySet().containsAll(names)) {
                List<Contender> row = new ArrayList<>();
                names.forEach(name -> row.add(byName.get(name)));
                settings.put(setting, row);
            }
        });
        return new Lineup(names, settings);
    }

    /** Methods that stand more than once in some setting. */
    private static Set<String> varied(List<Contender> contenders) {
        Map<Setting, Set<String>> seen = new HashMap<>();
        Set<String> varied = new LinkedHashSet<>();
        for (Contender contender : contenders) {
            if (!seen.computeIfAbsent(contender.setting(), setting -> new LinkedHashSet<>())
                    .add(contender.method())) {
                varied.add(contender.method());
            }
        }
        return varied;
    }
}
