package io.steadygrad.study;

import io.steadygrad.search.Importance;
import io.steadygrad.search.Score;
import io.steadygrad.search.Space;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far the search for one method's setting is, on one workload with one optimizer.
 *
 * @param family the optimizer before its parameters were searched
 * @param hyperparameters the values that the grid crosses, by axis
 * @param sampler with all its parameters
 * @param select the metric that chooses
 * @param upwards whether more of it is better
 * @param tuningSeeds of each setting
 * @param seeds of the results
 * @param budget settings that are tried at most, each with every tuning seed; the same for every method
 * @param budgetSteps of one result
 * @param steps training steps that the whole search takes at most
 * @param settings what was tried, or is about to be, in order; each once
 * @param chosen null until every setting has its score
 * @param atEdge axes on which the chosen value is the least or the largest that was allowed: better ones may lie beyond
 */
public record SearchResult(
        String workload,
        String method,
        String family,
        List<String> preprocess,
        Map<String, Object> hyperparameters,
        String block,
        String sampler,
        String select,
        boolean upwards,
        @Nullable String validation,
        List<Long> tuningSeeds,
        List<Long> seeds,
        int budget,
        long budgetSteps,
        long steps,
        Space space,
        Map<String, String> ranges,
        List<Setting> settings,
        @Nullable Setting chosen,
        List<String> atEdge) {

    /**
     * One setting.
     *
     * @param point its place in the unit cube
     * @param hyperparameters its values by axis
     * @param share of the training after which it is scored
     * @param score null while a run is missing
     * @param trials one for each tuning seed
     */
    public record Setting(
            List<Double> point,
            Map<String, Object> hyperparameters,
            double share,
            @Nullable Score score,
            List<Trial> trials) {}

    /** The trials that have been asked for, each once. */
    public Set<String> asked() {
        Set<String> ids = new LinkedHashSet<>();
        settings.forEach(setting -> setting.trials().forEach(trial -> ids.add(trial.id())));
        return ids;
    }

    /** Trials that are still to be named: tuning trials of later rounds, and the results. */
    public int upcoming() {
        return chosen != null ? 0 : Math.max(0, budget * tuningSeeds.size() - asked().size()) + seeds.size();
    }

    /** How many settings, the chosen one included, share its score; the tie-breakers chose among them. */
    public long ties() {
        Score best = chosen == null ? null : chosen.score();
        return best == null
                ? 0
                : settings.stream()
                        .filter(setting -> setting.share() == 1)
                        .filter(setting -> Optional.ofNullable(setting.score())
                                .map(best::ties)
                                .orElse(false))
                        .count();
    }

    /** Whether every run of every setting diverged, so that the chosen one is only the least bad. */
    public boolean allDiverged() {
        return chosen != null
                && settings.stream()
                        .allMatch(setting -> setting.score() != null
                                && setting.score().diverged()
                                        == setting.trials().size());
    }

    /** What each parameter explains of the differences between settings: of those that were scored after the same share of training, where most are. */
    public Optional<Importance> importance() {
        List<Setting> scored =
                settings.stream().filter(setting -> setting.score() != null).toList();
        Map<Double, Long> shares =
                scored.stream().collect(Collectors.groupingBy(Setting::share, TreeMap::new, Collectors.counting()));
        return shares.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> scored.stream()
                        .filter(setting -> setting.share() == most.getKey())
                        .toList())
                .flatMap(level -> Importance.of(
                        space,
                        level.stream().map(Setting::point).toList(),
                        level.stream()
                                .map(setting -> Objects.requireNonNull(setting.score()))
                                .toList()));
    }
}
