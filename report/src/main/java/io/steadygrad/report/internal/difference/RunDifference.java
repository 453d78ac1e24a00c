package io.steadygrad.report.internal.difference;

import io.steadygrad.report.internal.run.Run;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Cases;
import io.steadygrad.report.internal.view.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is said about two runs.
 *
 * @param twins trials of the same identity, that is of the same resolved content, in both runs
 * @param cells configurations that both have
 * @param onlyA trials of the first run whose configuration and seed the second one does not have
 * @param environment what ran them, where it is not the same: by key the two values, null where a run does not say
 * @param study lines of the resolved study file as {@link LineDifference} marks them
 */
record RunDifference(
        Run a,
        Run b,
        List<Twin> twins,
        List<CellPair> cells,
        List<Trial> onlyA,
        List<Trial> onlyB,
        Map<String, List<@Nullable String>> environment,
        List<String> study) {

    /** @throws IllegalArgumentException when the runs have no workload and method in common */
    static RunDifference of(Run a, Run b) {
        List<CellPair> cells = CellPairs.of(Cases.of(a), Cases.of(b));
        if (Collections.disjoint(names(a), names(b))
                && !a.trials().isEmpty()
                && !b.trials().isEmpty()) {
            throw new IllegalArgumentException(
                    "two runs are compared where both have the same workload and method, and these have none in common: "
                            + a.directory() + " has " + Words.list(List.copyOf(names(a)), 5) + "; " + b.directory()
                            + " has "
                            + Words.list(List.copyOf(names(b)), 5));
        }
        Map<String, Trial> byId = new HashMap<>();
        everything(b).forEach(trial -> byId.put(trial.id(), trial));
        List<Twin> twins = new ArrayList<>();
        for (Trial trial : everything(a)) {
            Trial other = byId.get(trial.id());
            if (other != null) {
                twins.add(new Twin(trial, other));
            }
        }
        Set<Trial> paired = new HashSet<>();
        twins.forEach(twin -> paired.addAll(List.of(twin.a(), twin.b())));
        cells.stream()
                .flatMap(pair -> pair.twins().stream())
                .forEach(twin -> paired.addAll(List.of(twin.a(), twin.b())));
        return new RunDifference(
                a,
                b,
                List.copyOf(twins),
                cells,
                everything(a).stream().filter(trial -> !paired.contains(trial)).toList(),
                everything(b).stream().filter(trial -> !paired.contains(trial)).toList(),
                environment(a, b),
                a.studyText() == null || b.studyText() == null
                        ? List.of()
                        : LineDifference.of(a.studyText(), b.studyText()));
    }

    /** Results, and trials that only served to choose. */
    private static List<Trial> everything(Run run) {
        List<Trial> all = new ArrayList<>(run.tuning());
        all.addAll(run.trials());
        return all;
    }

    private static Set<String> names(Run run) {
        Set<String> names = new TreeSet<>();
        run.trials().forEach(trial -> names.add(trial.workload() + " with " + trial.method()));
        return names;
    }

    private static Map<String, List<@Nullable String>> environment(Run a, Run b) {
        Set<String> keys = new TreeSet<>(a.environment().keySet());
        keys.addAll(b.environment().keySet());
        Map<String, List<@Nullable String>> differences = new LinkedHashMap<>();
        for (String key : keys) {
            @Nullable String left = a.environment().get(key);
            @Nullable String right = b.environment().get(key);
            if (!Objects.equals(left, right)) {
                List<@Nullable String> both = new ArrayList<>();
                both.add(left);
                both.add(right);
                differences.put(key, both);
            }
        }
        return differences;
    }
}
