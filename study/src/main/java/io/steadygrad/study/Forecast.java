package io.steadygrad.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one workload will cost. What a search has not chosen yet counts as if it trained as many steps as the first setting.
 *
 * @param results trials whose results count
 * @param tuning trials that choose settings, at most
 * @param tuningPerSearch of those, how many each method gets with each optimizer; the most of all searches
 * @param steps of all trials together
 * @param example one of its trials
 */
public record Forecast(String name, long results, long tuning, long tuningPerSearch, long steps, Trial example) {

    /** All trials. */
    public long trials() {
        return results + tuning;
    }

    static List<Forecast> of(Study study) {
        Set<String> names = new LinkedHashSet<>();
        study.all().forEach(trial -> names.add(trial.cell().workload()));
        Map<String, Trial> examples = new LinkedHashMap<>();
        study.all().forEach(trial -> examples.putIfAbsent(trial.cell().workload(), trial));
        List<Forecast> forecasts = new ArrayList<>();
        for (String name : names) {
            long results = 0;
            long tuning = 0;
            long most = 0;
            long steps = 0;
            for (Trial trial : study.trials()) {
                if (trial.cell().workload().equals(name)) {
                    results++;
                    steps += trial.budgetSteps();
                }
            }
            for (SearchResult search : study.searches()) {
                if (search.workload().equals(name)) {
                    long own = (long) search.budget() * search.tuningSeeds().size();
                    tuning += own;
                    most = Math.max(most, own);
                    steps += search.steps();
                    if (search.chosen() == null) {
                        results += search.seeds().size();
                        steps += search.seeds().size() * search.budgetSteps();
                    }
                }
            }
            forecasts.add(new Forecast(name, results, tuning, most, steps, Objects.requireNonNull(examples.get(name))));
        }
        return forecasts;
    }
}
