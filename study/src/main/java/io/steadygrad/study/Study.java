package io.steadygrad.study;

import io.steadygrad.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A study file, read and found valid. What a search chooses is decided by results only: {@link #with} gives the study as its
 * results so far decide it.
 *
 * @param file where it was read from
 * @param workloads by name, as the file has them
 * @param methods expressions by name
 * @param trials whose results count, in the order of blocks, workloads, methods, optimizers, hyperparameters, seeds; those whose setting
 *     a search has not chosen yet are missing
 * @param accept what the results must show, or the run fails
 * @param claims sentences that the results are held against
 * @param resolved the file as YAML, with every default written out
 * @param warnings what is doubtful but usable
 * @param tuning trials that choose settings, as far as they are decided; they are no results
 * @param searches how far each search is; empty without one
 * @param planner from outcomes by trial id to what they decide
 */
public record Study(
        Path file,
        String name,
        String description,
        Map<String, Workload> workloads,
        Map<String, String> methods,
        List<Trial> trials,
        List<Expectation> accept,
        List<Claim> claims,
        String resolved,
        List<Problem> warnings,
        List<Trial> tuning,
        List<SearchResult> searches,
        Planner planner) {

    /** What outcomes decide: the same outcomes, the same trials. */
    @FunctionalInterface
    interface Planner extends Function<Map<String, TrialOutcome>, Planned> {}

    public Study {
        workloads = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(workloads));
        methods = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        trials = List.copyOf(trials);
        accept = List.copyOf(accept);
        claims = List.copyOf(claims);
        warnings = List.copyOf(warnings);
        tuning = List.copyOf(tuning);
        searches = List.copyOf(searches);
    }

    /** A study without a search. */
    public Study(
            Path file,
            String name,
            String description,
            Map<String, Workload> workloads,
            Map<String, String> methods,
            List<Trial> trials,
            List<Expectation> accept,
            List<Claim> claims,
            String resolved,
            List<Problem> warnings) {
        this(
                file,
                name,
                description,
                workloads,
                methods,
                trials,
                accept,
                claims,
                resolved,
                warnings,
                List.of(),
                List.of(),
                outcomes -> new Planned(trials, List.of(), List.of()));
    }

    /** The same study with all trials that these outcomes decide; outcomes of other trials are ignored. */
    public Study with(Map<String, TrialOutcome> outcomes) {
        if (searches.isEmpty()) {
            return this;
        }
        Planned planned = planner.apply(outcomes);
        return new Study(
                file,
                name,
                description,
                workloads,
                methods,
                planned.trials(),
                accept,
                claims,
                resolved,
                warnings,
                planned.tuning(),
                planned.searches(),
                planner);
    }

    /** Every trial that is decided, tuning first. */
    public List<Trial> all() {
        List<Trial> all = new ArrayList<>(tuning);
        all.addAll(trials);
        return all;
    }

    /** The workload of every trial that is decided, with what grids and searches vary. */
    public Stream<Workload> variants() {
        return all().stream().map(trial -> trial.cell().variant());
    }

    /** How many trials searches will still ask for, or free for their results. */
    public int upcoming() {
        return searches.stream().mapToInt(SearchResult::upcoming).sum();
    }

    /** What the whole study will cost, by workload in its order. */
    public List<Forecast> forecast() {
        return Forecast.of(this);
    }
}
