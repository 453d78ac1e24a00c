package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.search.Space;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Crosses the parts of each block: workloads x inputs x methods x optimizers x grid x seeds. What two blocks have in common
 * exists once. Where a block searches, its settings are tried first, and what results decide is trained then.
 */
final class Expansion {
    private static final long MOST_TRIALS = 100_000;

    private final Problems problems;
    private final Map<String, Yaml.Mapping> workloads;
    private final Map<String, MethodExpression> methods;
    private final boolean axesRead;
    private final BiFunction<String, Yaml.Mapping, Optional<Workload>> reader;
    private final Map<String, Optional<Workload>> variants = new HashMap<>();
    private final Map<String, Axis> axes = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, Candidate> fixed = new IdentityHashMap<>();
    private final Map<Entry, Contest> contests = new IdentityHashMap<>();

    /**
     * @param axesRead whether no axis of the blocks was refused
     * @param reader reads a workload from its node; called once for each variant
     */
    Expansion(
            Problems problems,
            Map<String, Yaml.Mapping> workloads,
            Map<String, MethodExpression> methods,
            boolean axesRead,
            BiFunction<String, Yaml.Mapping, Optional<Workload>> reader) {
        this.problems = problems;
        this.workloads = workloads;
        this.methods = methods;
        this.axesRead = axesRead;
        this.reader = reader;
    }

    /** Expands all blocks; the trials that are decided before there is any result. */
    Planned plan(List<Block> blocks) {
        for (Block block : blocks) {
            block.axes().forEach(axis -> axes.putIfAbsent(axis.name(), axis));
        }
        for (Block block : blocks) {
            if (count(block) > MOST_TRIALS) {
                problems.error(
                        block.place(),
                        "this makes " + count(block) + " trials, more than " + MOST_TRIALS
                                + "; cross less, or use blocks");
            } else {
                checkSteps(block);
                expand(block);
                checkBudgets(block);
            }
        }
        compareBudgets();
        return plan(Map.of());
    }

    /** The trials that these outcomes decide, those of all blocks in their order. */
    synchronized Planned plan(Map<String, TrialOutcome> outcomes) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        List<SearchResult> searches = new ArrayList<>();
        Map<String, Trial> tuning = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Contest contest = contests.get(entry);
            Candidate candidate = fixed.get(entry);
            if (contest != null) {
                SearchResult result = contest.state(outcomes);
                searches.add(result);
                result.settings()
                        .forEach(setting -> setting.trials().forEach(trial -> tuning.putIfAbsent(trial.id(), trial)));
                candidate = contest.chosen(result).orElse(null);
            }
            if (candidate != null) {
                Draft.add(drafts, candidate, contest == null ? List.of() : contest.tuned(), entry.block());
            }
        }
        List<Trial> trials = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            Cell cell = draft.cell(axes.values());
            draft.seeds.forEach(seed -> trials.add(draft.candidate.trial(cell, seed)));
        }
        return new Planned(trials, List.copyOf(tuning.values()), searches);
    }

    private long count(Block block) {
        double count = (double) block.workloads().size()
                * Math.max(1, block.inputs().size())
                * Math.max(1, block.optimizers().size());
        for (Axis axis : block.grid()) {
            count *= axis.kind() == Axis.Kind.METHOD ? 1 : axis.values().size();
        }
        double perMethod = 0;
        for (String method : block.methods()) {
            double own = 1;
            for (Axis axis : block.grid()) {
                own *= axis.kind() == Axis.Kind.METHOD && axis.owner().equals(method)
                        ? axis.values().size()
                        : 1;
            }
            perMethod += own * runs(block, method);
        }
        return (long) (count * perMethod);
    }

    /** Trials of one method with everything else given: its results, and what a search tries before. */
    private static double runs(Block block, String method) {
        Search search = block.search();
        double runs = block.seeds().size();
        if (search != null) {
            Space space = new Space(search.of(List.of(method)).space().stream()
                    .map(Dimension::parameter)
                    .toList());
            runs += (double) search.sampler().budget(space) * search.seeds().size();
        }
        return runs;
    }

    private void expand(Block block) {
        for (String name : block.workloads()) {
            Yaml.Mapping base = workloads.get(name);
            if (base == null) {
                continue;
            }
            for (Yaml.Mapping input : inputs(block, base)) {
                List<Axis> ofWorkload = of(block, Axis.Kind.WORKLOAD, "").stream()
                        .filter(axis -> hasPart(input, axis))
                        .toList();
                for (Map<Axis, Yaml> values : combinations(ofWorkload)) {
                    Yaml node = input;
                    for (Map.Entry<Axis, Yaml> value : values.entrySet()) {
                        node = Paths.set(
                                node, List.of(value.getKey().parameter().split("\\.")), value.getValue());
                    }
                    Yaml.Mapping variant = (Yaml.Mapping) node;
                    read(name, variant).ifPresent(workload -> cross(block, workload, variant, values));
                }
            }
        }
    }

    /** A workload without a model or data was reported; an axis must not make it half of one. */
    private static boolean hasPart(Yaml.Mapping base, Axis axis) {
        return (!axis.name().startsWith("model.") || base.has("model"))
                && (!axis.name().startsWith("data.") || base.has("data"))
                && (!axis.name().startsWith("preprocess.") || hasStep(base, axis));
    }

    private static boolean hasStep(Yaml.Mapping base, Axis axis) {
        String[] path = axis.parameter().split("\\.");
        return Paths.get(base, List.of(path).subList(0, Math.min(2, path.length)))
                .isPresent();
    }

    /** An axis of a step of preprocessing that no workload takes would vary nothing. */
    private void checkSteps(Block block) {
        for (Axis axis : block.axes()) {
            if (axis.name().startsWith("preprocess.")
                    && inputs(block).stream().noneMatch(node -> hasStep(node, axis))) {
                problems.error(
                        axis.place(),
                        "no workload is preprocessed by a step '" + axis.name().split("\\.")[1] + "' that "
                                + axis.name() + " could vary; name the step in `preprocess`");
            }
        }
    }

    private List<Yaml.Mapping> inputs(Block block) {
        return block.workloads().stream()
                .map(workloads::get)
                .filter(Objects::nonNull)
                .flatMap(base -> inputs(block, base).stream())
                .toList();
    }

    private static List<Yaml.Mapping> inputs(Block block, Yaml.Mapping base) {
        return block.inputs().isEmpty()
                ? List.of(base)
                : block.inputs().stream()
                        .map(chain -> base.with("preprocess", chain))
                        .toList();
    }

    private Optional<Workload> read(String name, Yaml.Mapping node) {
        return variants.computeIfAbsent(name + " " + node, key -> reader.apply(name, node));
    }

    private void cross(Block block, Workload workload, Yaml.Mapping node, Map<Axis, Yaml> varied) {
        OptimizerExpression own = workload.optimizer();
        List<OptimizerExpression> optimizers =
                !block.optimizers().isEmpty() ? block.optimizers() : own == null ? List.of() : List.of(own);
        for (String method : block.methods()) {
            MethodExpression expression = methods.get(method);
            if (expression == null) {
                continue;
            }
            for (OptimizerExpression optimizer : optimizers) {
                for (Map<Axis, Yaml> rates : combinations(of(block, Axis.Kind.OPTIMIZER, ""))) {
                    OptimizerExpression tuned = tune(optimizer, rates, isSearched(block));
                    if (tuned == null) {
                        continue;
                    }
                    for (Map<Axis, Yaml> parameters : combinations(of(block, Axis.Kind.METHOD, method))) {
                        MethodExpression set = set(expression, parameters);
                        if (set != null) {
                            Map<Axis, Yaml> all = new LinkedHashMap<>(varied);
                            all.putAll(rates);
                            all.putAll(parameters);
                            add(new Entry(block, workload, node, method, set, tuned, all));
                        }
                    }
                }
            }
        }
    }

    private static boolean isSearched(Block block) {
        return block.search() != null
                && block.search().axes().stream().anyMatch(axis -> axis.kind() == Axis.Kind.OPTIMIZER);
    }

    private void add(Entry entry) {
        entries.add(entry);
        Search search = entry.block().search();
        if (search == null) {
            fixed.put(
                    entry,
                    Candidate.of(
                            entry.workload(),
                            entry.node(),
                            entry.method(),
                            entry.expression(),
                            entry.optimizer(),
                            entry.optimizer().toString(),
                            entry.parts()));
            return;
        }
        List<Dimension> own = search.space().stream()
                .filter(dimension -> applies(dimension.axis(), entry))
                .sorted(Comparator.comparing(dimension -> dimension.axis().kind() == Axis.Kind.METHOD))
                .toList();
        String select = Contest.select(search, entry.workload());
        WorkloadSettings settings = entry.workload().settings();
        List<String> metrics = Metrics.names(settings.task(), settings.validation() != null);
        if (!metrics.contains(select)) {
            problems.error(
                    search.place(),
                    "select: workload '" + entry.workload().name() + "': "
                            + Metrics.unknown(select, settings.task(), settings.validation() != null));
            return;
        }
        Contest contest = new Contest(
                entry,
                search,
                own,
                select,
                values -> candidate(entry, values, own),
                candidate -> Draft.of(
                                candidate,
                                own.stream()
                                        .map(dimension -> dimension.axis().name())
                                        .toList(),
                                entry.block())
                        .cell(axes.values()));
        try {
            search.sampler().check(contest.space());
            if (contest.check()) {
                contests.put(entry, contest);
            }
        } catch (IllegalArgumentException e) {
            problems.error(search.place(), "sampler", e.getMessage());
        }
    }

    private static boolean applies(Axis axis, Entry entry) {
        return axis.kind() == Axis.Kind.METHOD ? axis.owner().equals(entry.method()) : hasPart(entry.node(), axis);
    }

    /** What a setting of a search means, or nothing after an error. */
    private Optional<Candidate> candidate(Entry entry, Map<Axis, Yaml> values, List<Dimension> searched) {
        Yaml node = entry.node();
        Workload workload = entry.workload();
        Map<String, Object> parts = new LinkedHashMap<>(entry.parts());
        Map<Axis, Yaml> rates = new LinkedHashMap<>();
        Map<Axis, Yaml> parameters = new LinkedHashMap<>();
        for (Map.Entry<Axis, Yaml> value : values.entrySet()) {
            Axis axis = value.getKey();
            if (axis.kind() == Axis.Kind.WORKLOAD) {
                node = Paths.set(node, List.of(axis.parameter().split("\\.")), value.getValue());
                parts.put(axis.name(), Axis.plain(value.getValue()));
            } else {
                (axis.kind() == Axis.Kind.OPTIMIZER ? rates : parameters).put(axis, value.getValue());
            }
        }
        if (node != entry.node()) {
            workload = read(workload.name(), (Yaml.Mapping) node).orElse(null);
        }
        OptimizerExpression optimizer = tune(entry.optimizer(), rates, false);
        MethodExpression expression = set(entry.expression(), parameters);
        return workload == null || optimizer == null || expression == null
                ? Optional.empty()
                : Optional.of(Candidate.of(
                        workload,
                        (Yaml.Mapping) node,
                        entry.method(),
                        expression,
                        optimizer,
                        entry.family(searched),
                        parts));
    }

    /** Every method gets the same number of tries, or the comparison is not fair. */
    private void checkBudgets(Block block) {
        Map<String, Map<String, Integer>> budgets = new LinkedHashMap<>();
        for (Contest contest : contests.values()) {
            Entry entry = contest.entry();
            if (entry.block() == block) {
                budgets.computeIfAbsent(entry.workload().name(), name -> new TreeMap<>())
                        .put(
                                entry.method(),
                                Objects.requireNonNull(block.search()).sampler().budget(contest.space()));
            }
        }
        for (Map<String, Integer> methods : budgets.values()) {
            if (Set.copyOf(methods.values()).size() > 1) {
                int least = Collections.min(methods.values());
                problems.error(
                        Objects.requireNonNull(block.search()).place(),
                        "every method must get the same number of tuning trials, but the combinations to try are "
                                + methods.entrySet().stream()
                                        .map(each -> each.getKey() + ": " + each.getValue())
                                        .collect(Collectors.joining(", "))
                                + "; write random(trials=20) or sobol(trials=16)"
                                + (least > 1 ? ", or grid(trials=" + least + ") for so many of each" : ""));
                return;
            }
        }
    }

    /** The method with these values, or null after an error: each value may be right, and all together not. */
    private @Nullable MethodExpression set(MethodExpression expression, Map<Axis, Yaml> values) {
        MethodExpression set = expression;
        for (Map.Entry<Axis, Yaml> value : values.entrySet()) {
            try {
                set = set.with(value.getKey().parameter(), Grids.text(value.getValue()));
            } catch (IllegalArgumentException e) {
                problems.error(value.getValue().place(), value.getKey().name(), e.getMessage());
                return null;
            }
        }
        return set;
    }

    /**
     * The optimizer with these values, or null after an error.
     *
     * @param more whether a search will set more of its parameters
     */
    private @Nullable OptimizerExpression tune(OptimizerExpression optimizer, Map<Axis, Yaml> values, boolean more) {
        if (values.entrySet().stream()
                .anyMatch(value -> problems.hasErrorAt(value.getKey().place())
                        || problems.hasErrorAt(value.getValue().place()))) {
            return null;
        }
        try {
            OptimizerExpression tuned = optimizer;
            for (Map.Entry<Axis, Yaml> value : values.entrySet()) {
                tuned = Optimizers.with(tuned, value.getKey().parameter(), Grids.text(value.getValue()));
            }
            if (more) {
                return tuned;
            }
            if (!axesRead && !Optimizers.isComplete(tuned)) {
                return null; // what is missing may stand in an axis that was refused
            }
            tuned.optimizer();
            return tuned;
        } catch (IllegalArgumentException e) {
            Place place = values.values().stream().findFirst().map(Yaml::place).orElse(Place.START);
            problems.error(place, "optimizer " + optimizer.call(), e.getMessage());
            return null;
        }
    }

    /** Blocks may search with different effort; who compares their results must know. */
    private void compareBudgets() {
        Map<String, Contest> first = new HashMap<>();
        for (Entry entry : entries) {
            Contest contest = contests.get(entry);
            if (contest == null) {
                continue;
            }
            Contest other = first.putIfAbsent(contest.rivals(), contest);
            if (other != null && other.tuningTrials() != contest.tuningTrials()) {
                problems.warning(
                        Objects.requireNonNull(entry.block().search()).place(),
                        "on workload '" + entry.workload().name() + "' the block '"
                                + entry.block().name()
                                + "' gives " + entry.method() + " " + contest.tuningTrials()
                                + " tuning trials, the block '"
                                + other.entry().block().name() + "' gives "
                                + other.entry().method() + " " + other.tuningTrials()
                                + "; their results are compared all the same");
                return;
            }
        }
    }

    private static List<Axis> of(Block block, Axis.Kind kind, String owner) {
        return block.grid().stream()
                .filter(axis -> axis.kind() == kind
                        && (kind != Axis.Kind.METHOD || axis.owner().equals(owner)))
                .toList();
    }

    /** Every choice of one value per axis, the last axis fastest; without axes one empty choice. */
    private static List<Map<Axis, Yaml>> combinations(List<Axis> axes) {
        List<Map<Axis, Yaml>> all = List.of(Map.of());
        for (Axis axis : axes) {
            List<Map<Axis, Yaml>> longer = new ArrayList<>();
            for (Map<Axis, Yaml> chosen : all) {
                for (Yaml value : axis.values()) {
                    Map<Axis, Yaml> more = new LinkedHashMap<>(chosen);
                    more.put(axis, value);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }
}
