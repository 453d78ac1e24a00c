package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a study crosses: the whole of it as one block, or the parts under {@code blocks:}. */
final class BlockReader {
    private static final int MOST_SEEDS = 100_000;

    private final Problems problems;
    private final Binder binder;
    private final Map<String, Yaml.Mapping> workloads;
    private final Map<String, MethodExpression> methods;
    private final Set<String> refusedMethods;

    /** @param refusedMethods names whose expressions were refused already; nothing more is said about them */
    BlockReader(
            Binder binder,
            Map<String, Yaml.Mapping> workloads,
            Map<String, MethodExpression> methods,
            Set<String> refusedMethods) {
        this.binder = binder;
        this.problems = binder.problems();
        this.workloads = workloads;
        this.methods = methods;
        this.refusedMethods = refusedMethods;
    }

    /** @param bases workloads that were read without an error */
    List<Block> read(Yaml.Mapping file, Map<String, Workload> bases) {
        Block whole = block(file, "study", Place.START, null);
        Yaml node = file.get("blocks");
        if (node == null) {
            checkOptimizers(whole, file.has("optimizers"), bases);
            checkSeeds(List.of(whole));
            return List.of(whole);
        }
        if (!(node instanceof Yaml.Sequence list) || list.items().isEmpty()) {
            problems.error(
                    node.place(),
                    "blocks must be a list of {workloads: [...], methods: [...], grid: {...}, seeds: n}, found "
                            + node.found());
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            Yaml item = list.items().get(i);
            if (item instanceof Yaml.Mapping part) {
                Keys.check(part, "a block", Block.KEYS, problems);
                Yaml given = part.get("name");
                String name = given == null
                        ? "block " + (i + 1)
                        : binder.bind(given, String.class, "name").orElse("");
                Block block = block(part, name, item.place(), whole);
                checkOptimizers(block, file.has("optimizers") || part.has("optimizers"), bases);
                blocks.add(block);
            } else {
                problems.error(item.place(), "a block must be a map, found " + item.found());
            }
        }
        checkSeeds(blocks);
        return blocks;
    }

    /** What was chosen with a seed would look better with the same seed than it is. */
    private void checkSeeds(List<Block> blocks) {
        Set<Long> results = new LinkedHashSet<>();
        blocks.forEach(block -> results.addAll(block.seeds()));
        for (Block block : blocks) {
            Search search = block.search();
            List<Long> both = search == null
                    ? List.of()
                    : search.seeds().stream().filter(results::contains).toList();
            if (search != null && !both.isEmpty()) {
                problems.error(
                        search.place(),
                        "the search has seeds that results have too: "
                                + both.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + "; results need fresh seeds: list others in the search, or give it a number of seeds only (they then"
                                + " start at " + Search.FIRST_SEED + ")");
            }
        }
    }

    /** Reads a block; what it leaves out is as in the whole study. */
    private Block block(Yaml.Mapping node, String name, Place place, @Nullable Block whole) {
        boolean top = whole == null;
        List<String> ofWorkloads = top || !node.has("workloads")
                ? List.copyOf(workloads.keySet())
                : names(node, "workloads", "workload", workloads.keySet());
        List<String> ofMethods = top || !node.has("methods")
                ? List.copyOf(methods.keySet())
                : names(node, "methods", "method", StudyReader.union(methods.keySet(), refusedMethods));
        List<OptimizerExpression> optimizers = whole != null && !node.has("optimizers")
                ? whole.optimizers()
                : node.has("optimizers") ? optimizers(Objects.requireNonNull(node.get("optimizers"))) : List.of();
        List<Axis> grid = whole != null && !node.has("grid")
                ? whole.grid().stream()
                        .filter(axis -> axis.kind() != Axis.Kind.METHOD || ofMethods.contains(axis.owner()))
                        .toList()
                : node.has("grid")
                        ? new Grids(problems, methods, refusedMethods).read(Objects.requireNonNull(node.get("grid")))
                        : List.of();
        List<Long> seeds = whole != null && !node.has("seeds") ? whole.seeds() : seeds(node.get("seeds"));
        Search search = node.has("search")
                ? new SearchReader(binder, new Grids(problems, methods, refusedMethods))
                        .read(Objects.requireNonNull(node.get("search")))
                : whole == null || whole.search() == null
                        ? null
                        : whole.search().of(ofMethods);
        List<Yaml> inputs =
                !top && node.has("preprocess") ? inputs(Objects.requireNonNull(node.get("preprocess"))) : List.of();
        Block block = new Block(name, place, ofWorkloads, ofMethods, optimizers, inputs, grid, seeds, search);
        if (!top) {
            checkMethods(node.has("grid") ? grid : List.of(), ofMethods);
            checkMethods(node.has("search") && search != null ? search.axes() : List.of(), ofMethods);
        }
        checkVariedOnce(block);
        return block;
    }

    private void checkMethods(List<Axis> axes, List<String> methods) {
        for (Axis axis : axes) {
            if (axis.kind() == Axis.Kind.METHOD && !methods.contains(axis.owner())) {
                problems.error(axis.place(), "this block does not train the method '" + axis.owner() + "'");
            }
        }
    }

    private void checkVariedOnce(Block block) {
        if (block.search() == null) {
            return;
        }
        Set<String> crossed =
                new LinkedHashSet<>(block.grid().stream().map(Axis::name).toList());
        for (Axis axis : block.search().axes()) {
            if (crossed.contains(axis.name())) {
                problems.error(
                        axis.place(),
                        axis.name() + " is searched and stands in the grid too; a grid crosses every value with"
                                + " everything, a search chooses one: leave it out of one of them");
            }
        }
    }

    private List<String> names(Yaml.Mapping node, String key, String kind, Set<String> valid) {
        Yaml list = Objects.requireNonNull(node.get(key));
        List<String> names = new ArrayList<>();
        if (list instanceof Yaml.Mapping
                || (list instanceof Yaml.Sequence sequence && sequence.items().isEmpty())) {
            problems.error(list.place(), key + " must be a list of names, found " + list.found());
            return names;
        }
        for (Yaml item : Binder.items(list)) {
            if (item instanceof Yaml.Text text && valid.contains(text.value())) {
                names.add(text.value());
            } else {
                String written = item instanceof Yaml.Text text ? text.value() : item.found();
                problems.error(item.place(), Unknown.message(kind, written, valid));
            }
        }
        return names;
    }

    private List<OptimizerExpression> optimizers(Yaml node) {
        if (node instanceof Yaml.Sequence sequence && sequence.items().isEmpty()) {
            problems.error(node.place(), "optimizers is empty; name at least one, or leave it out");
        }
        List<OptimizerExpression> optimizers = new ArrayList<>();
        for (Yaml item : Binder.items(node)) {
            binder.bind(item, OptimizerExpression.class, "optimizers").ifPresent(optimizer -> {
                if (Optimizers.check(optimizer, item, problems)) {
                    optimizers.add(optimizer);
                }
            });
        }
        return optimizers;
    }

    /** Alternatives: each a name, or a list of names that are applied one after the other; {@code none} and {@code []} are raw inputs. */
    private List<Yaml> inputs(Yaml node) {
        List<Yaml> alternatives = new ArrayList<>();
        for (Yaml item : Binder.items(node)) {
            boolean none = item instanceof Yaml.Text text
                    && (text.value().equals("none") || text.value().equals("raw"));
            if (!none) {
                binder.bindList(item, Preprocessor.class, "preprocess");
            }
            alternatives.add(
                    none
                            ? new Yaml.Sequence(item.place(), List.of())
                            : item instanceof Yaml.Sequence ? item : new Yaml.Sequence(item.place(), List.of(item)));
        }
        return alternatives;
    }

    private List<Long> seeds(@Nullable Yaml node) {
        if (node == null) {
            return List.of(0L);
        }
        Set<Long> seeds = new LinkedHashSet<>();
        if (node instanceof Yaml.Sequence list) {
            if (list.items().isEmpty()) {
                problems.error(node.place(), "seeds is empty; give a number of seeds, or a list such as [1, 2, 3]");
            }
            seeds.addAll(binder.bindList(node, Long.class, "seeds"));
            return List.copyOf(seeds);
        }
        Optional<Long> count = binder.bind(node, Long.class, "seeds");
        if (count.isPresent() && (count.get() < 1 || count.get() > MOST_SEEDS)) {
            problems.error(
                    node.place(), "seeds must be at least 1 and at most " + MOST_SEEDS + ", found " + node.found());
        } else {
            for (long seed = 0; seed < count.orElse(0L); seed++) {
                seeds.add(seed);
            }
        }
        return List.copyOf(seeds);
    }

    /**
     * Each workload of a block needs an optimizer, the block's, the study's or its own; and the grid must fit it.
     *
     * @param given whether the block or the study names optimizers, readable or not
     * @param bases a workload that is not among them was refused; its optimizer is looked at all the same
     */
    private void checkOptimizers(Block block, boolean given, Map<String, Workload> bases) {
        block.optimizers().forEach(optimizer -> Optimizers.check(optimizer, block.axes(), problems));
        if (given) {
            return;
        }
        for (String name : block.workloads()) {
            Workload workload = bases.get(name);
            Yaml.Mapping node = Objects.requireNonNull(workloads.get(name));
            Yaml written = node.get("optimizer");
            if (written == null) {
                problems.error(
                        node.place(),
                        "workload '" + name + "' needs 'optimizer', or the study 'optimizers', such as sgd(lr=0.1)");
                continue;
            }
            Optional.ofNullable(workload)
                    .map(Workload::optimizer)
                    .or(() -> Optimizers.readable(written))
                    .ifPresent(own -> Optimizers.check(own, block.axes(), problems));
        }
    }
}
