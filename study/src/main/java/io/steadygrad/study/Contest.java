package io.steadygrad.study;

import io.steadygrad.search.Ask;
import io.steadygrad.search.Score;
import io.steadygrad.search.Space;
import io.steadygrad.store.TrialState;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The search for the best setting of one method, on one workload with one optimizer. It keeps what it has made, and decides
 * nothing but by outcomes.
 */
final class Contest {
    private static final String RATE = "optimizer.lr";

    private final Entry entry;
    private final Search search;
    private final List<Dimension> dimensions;
    private final Space space;
    private final String select;
    private final Function<Map<Axis, Yaml>, Optional<Candidate>> maker;
    private final Function<Candidate, Cell> cells;
    private final Map<List<String>, Optional<Candidate>> candidates = new HashMap<>();
    private final Map<String, Trial> trials = new HashMap<>();

    /**
     * @param dimensions what applies to this method; those that all methods share first
     * @param maker makes what a setting means; nothing after an error
     * @param cells labels it
     */
    Contest(
            Entry entry,
            Search search,
            List<Dimension> dimensions,
            String select,
            Function<Map<Axis, Yaml>, Optional<Candidate>> maker,
            Function<Candidate, Cell> cells) {
        this.entry = entry;
        this.search = search;
        this.dimensions = dimensions;
        this.space = new Space(dimensions.stream().map(Dimension::parameter).toList());
        this.select = select;
        this.maker = maker;
        this.cells = cells;
    }

    Entry entry() {
        return entry;
    }

    Space space() {
        return space;
    }

    long tuningTrials() {
        return (long) search.sampler().budget(space) * search.seeds().size();
    }

    /** Equal for contests whose winners are compared. */
    String rivals() {
        Map<String, Object> shared = new LinkedHashMap<>(entry.labels());
        shared.keySet().removeIf(axis -> axis.startsWith(entry.method() + "."));
        return entry.workload().name() + "\n" + entry.workload().inputs() + "\n" + entry.family(dimensions) + "\n"
                + shared;
    }

    List<String> tuned() {
        return dimensions.stream().map(dimension -> dimension.axis().name()).toList();
    }

    /** The metric that chooses on a workload, unless the search names one: the target's, on validation data where it is of test data. */
    static String select(Search search, Workload workload) {
        if (search.select() != null) {
            return search.select();
        }
        return workload.target() == null
                ? "validation_loss"
                : workload.target().metric().replaceFirst("^test_", "validation_");
    }

    private static boolean upwards(String metric) {
        return !metric.endsWith("_loss");
    }

    /** Whether every value that the search could come upon can be, of a range its ends, of a list all; reports those that cannot. */
    boolean check() {
        boolean possible = true;
        List<Double> middle = new ArrayList<>(Collections.nCopies(dimensions.size(), 0.5));
        for (int i = 0; i < dimensions.size(); i++) {
            Dimension dimension = dimensions.get(i);
            for (Yaml value : dimension.axis().values()) {
                Map<Axis, Yaml> values = values(middle);
                values.put(dimension.axis(), value);
                possible &= maker.apply(values).isPresent();
            }
        }
        return possible;
    }

    private Map<Axis, Yaml> values(List<Double> point) {
        Map<Axis, Yaml> values = new LinkedHashMap<>();
        for (int i = 0; i < dimensions.size(); i++) {
            values.put(dimensions.get(i).axis(), dimensions.get(i).at(point.get(i)));
        }
        return values;
    }

    /** How far these outcomes bring the search; it has no setting where nothing could be made of one. */
    SearchResult state(Map<String, TrialOutcome> outcomes) {
        Map<List<String>, SearchResult.Setting> settings = new LinkedHashMap<>();
        List<Ask> asks = search.sampler()
                .asks(space, ask -> Optional.ofNullable(setting(ask, outcomes)).map(SearchResult.Setting::score));
        boolean complete = !asks.isEmpty();
        for (Ask ask : asks) {
            SearchResult.Setting setting = setting(ask, outcomes);
            if (setting != null) {
                List<String> key = new ArrayList<>(space.at(ask.point()));
                key.add(Double.toString(ask.share()));
                settings.putIfAbsent(key, setting);
                complete &= setting.score() != null;
            }
        }
        return result(List.copyOf(settings.values()), complete);
    }

    private SearchResult result(List<SearchResult.Setting> settings, boolean complete) {
        SearchResult.Setting chosen = null;
        for (SearchResult.Setting setting : complete ? settings : List.<SearchResult.Setting>of()) {
            boolean better = setting.share() == 1
                    && (chosen == null
                            || Objects.requireNonNull(setting.score()).compareTo(Objects.requireNonNull(chosen.score()))
                                    < 0);
            chosen = better ? setting : chosen;
        }
        Workload workload = entry.workload();
        var validation = workload.settings().validation();
        Map<String, String> ranges = new LinkedHashMap<>();
        dimensions.forEach(dimension -> ranges.put(dimension.axis().name(), dimension.written()));
        return new SearchResult(
                workload.name(),
                entry.method(),
                entry.family(dimensions),
                workload.preprocessing(),
                entry.labels(),
                entry.block().name(),
                search.written(),
                select,
                upwards(select),
                validation == null ? null : validation.toString(),
                search.seeds(),
                entry.block().seeds(),
                search.sampler().budget(space),
                workload.budgetSteps(),
                search.sampler().steps(space, workload.budgetSteps())
                        * search.seeds().size(),
                space,
                ranges,
                settings,
                chosen,
                chosen == null ? List.of() : atEdge(chosen));
    }

    private List<String> atEdge(SearchResult.Setting chosen) {
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < dimensions.size(); i++) {
            if (dimensions.get(i).isEdge(chosen.point().get(i))) {
                edges.add(dimensions.get(i).axis().name());
            }
        }
        return edges;
    }

    /** What was chosen, ready to be trained. */
    Optional<Candidate> chosen(SearchResult result) {
        return result.chosen() == null
                ? Optional.empty()
                : candidate(result.chosen().point());
    }

    private SearchResult.@Nullable Setting setting(Ask ask, Map<String, TrialOutcome> outcomes) {
        Candidate candidate = candidate(ask.point()).orElse(null);
        if (candidate == null) {
            return null;
        }
        List<Trial> runs = new ArrayList<>();
        for (long seed : search.seeds()) {
            String key = space.at(ask.point()) + " " + ask.share() + " " + seed;
            runs.add(
                    trials.computeIfAbsent(key, unseen -> candidate.tuning(cells.apply(candidate), seed, ask.share())));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < dimensions.size(); i++) {
            values.put(
                    dimensions.get(i).axis().name(),
                    Axis.plain(dimensions.get(i).at(ask.point().get(i))));
        }
        return new SearchResult.Setting(ask.point(), values, ask.share(), score(runs, values, outcomes), runs);
    }

    private Optional<Candidate> candidate(List<Double> point) {
        return candidates.computeIfAbsent(space.at(point), unseen -> maker.apply(values(point)));
    }

    /** Null while a run has no result. */
    private @Nullable Score score(List<Trial> runs, Map<String, Object> values, Map<String, TrialOutcome> outcomes) {
        int diverged = 0;
        double sum = 0;
        double losses = 0;
        for (Trial run : runs) {
            TrialOutcome outcome = outcomes.get(run.id());
            if (outcome == null || !outcome.status().isFinal()) {
                return null;
            }
            double value = outcome.metrics().getOrDefault(select, Double.NaN);
            if (outcome.status() == TrialState.DIVERGED || !Double.isFinite(value)) {
                diverged++;
            } else {
                sum += upwards(select) ? -value : value;
                losses += outcome.metrics().getOrDefault(select.replaceFirst("_[a-z0-9]+$", "_loss"), Double.NaN);
            }
        }
        int rest = runs.size() - diverged;
        Object rate = values.get(RATE);
        return new Score(
                diverged,
                rest == 0 ? Double.NaN : sum / rest,
                rest == 0 ? Double.NaN : losses / rest,
                rate instanceof Number number ? number.doubleValue() : Double.NaN);
    }
}
