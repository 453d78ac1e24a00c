package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.data.DataSources;
import io.steadygrad.data.Generator;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.expression.OptimizerExpression;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.Initializers;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Models;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.preprocess.Preprocessors;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.synthetic.Generators;
import io.steadygrad.training.Regularizer;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.InvalidFileException;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import io.steadygrad.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a study file: everything that is wrong with it is reported at once. */
public final class StudyReader {
    private static final List<String> KEYS = List.of(
            "study",
            "description",
            "seeds",
            "workloads",
            "methods",
            "optimizers",
            "grid",
            "blocks",
            "accept",
            "claims");
    private static final int MOST_SEEDS = 100_000;

    private final Problems problems;
    private final Binder binder;
    private final Map<String, Yaml.Mapping> workloads = new LinkedHashMap<>();
    private final Map<String, MethodExpression> methods = new LinkedHashMap<>();
    private final Set<String> refusedMethods = new HashSet<>();

    private StudyReader(Problems problems, Path directory) {
        this.problems = problems;
        this.binder = new Binder(problems, directory)
                .choose(DataSource.class, DataSources.catalog())
                .choose(Generator.class, Generators.catalog())
                .choose(Preprocessor.class, Preprocessors.catalog())
                .choose(ModelSpec.class, Models.catalog())
                .choose(Initializer.class, Initializers.catalog())
                .choose(Schedule.class, Schedule.catalog())
                .choose(Regularizer.class, WorkloadForms.regularizers())
                .choose(FaultEntry.class, FaultEntry.catalog());
    }

    /**
     * Reads and checks a study; its data are loaded too.
     *
     * @throws InvalidFileException with all that is wrong, each as {@code file:line:column: ...}
     */
    public static Study read(Path file) {
        Problems problems = new Problems(file.toString());
        Yaml root = YamlReader.read(file, problems);
        Path directory =
                Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        Study study = null;
        if (root != null) {
            study = new StudyReader(problems, directory).study(root).orElse(null);
        }
        problems.throwErrors();
        return Objects.requireNonNull(study);
    }

    private Optional<Study> study(Yaml root) {
        if (!(root instanceof Yaml.Mapping file)) {
            problems.error(
                    root.place(), "a study file is a map with study, workloads, methods, ...; found " + root.found());
            return Optional.empty();
        }
        Keys.check(file, "a study", KEYS, problems);
        String name = name(file);
        String description = file.has("description")
                ? binder.bind(Objects.requireNonNull(file.get("description")), String.class, "description")
                        .orElse("")
                : "";
        readWorkloads(file);
        readMethods(file);
        WorkloadReader reader = new WorkloadReader(binder, new Datasets());
        Map<String, Workload> bases = new LinkedHashMap<>();
        workloads.forEach((key, node) -> reader.read(key, node).ifPresent(workload -> bases.put(key, workload)));
        List<Block> blocks = blocks(file, bases);
        ClaimReader claims = new ClaimReader(binder, workloads.keySet(), methodNames());
        List<Expectation> accept = file.has("accept")
                ? claims.expectations(Objects.requireNonNull(file.get("accept")), "accept")
                : List.of();
        List<Claim> claimed =
                file.has("claims") ? claims.claims(Objects.requireNonNull(file.get("claims"))) : List.of();
        if (problems.errors() > 0) {
            return Optional.empty();
        }
        Expansion expansion = new Expansion(
                problems,
                workloads,
                methods,
                (key, node) ->
                        node == workloads.get(key) ? Optional.ofNullable(bases.get(key)) : reader.read(key, node));
        List<Trial> trials = expansion.trials(blocks);
        if (problems.errors() == 0 && trials.isEmpty()) {
            problems.error(root.place(), "this study has no trial at all; it needs workloads, methods and seeds");
        }
        Set<Cell> cells = trials.stream().map(Trial::cell).collect(Collectors.toSet());
        claims.check(accept, cells);
        claimed.forEach(claim -> claims.check(claim.expect(), cells));
        if (problems.errors() > 0) {
            return Optional.empty();
        }
        Map<String, String> expressions = new LinkedHashMap<>();
        methods.forEach((key, method) -> expressions.put(key, method.toString()));
        return Optional.of(new Study(
                name,
                description,
                bases,
                expressions,
                trials,
                accept,
                claimed,
                ResolvedStudy.yaml(file, bases, methods),
                problems.warnings()));
    }

    private String name(Yaml.Mapping file) {
        Yaml node = file.get("study");
        if (node == null) {
            problems.error(file.place(), "a study needs a name: 'study: my-study'");
            return "";
        }
        String name = binder.bind(node, String.class, "study").orElse("");
        if (!name.isEmpty() && !name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._+-]*")) {
            problems.error(
                    node.place(),
                    "a study's name becomes a directory's: letters, digits, '-', '_', '.', '+' and spaces, found "
                            + node.found());
        }
        return name;
    }

    private void readWorkloads(Yaml.Mapping file) {
        Yaml node = file.get("workloads");
        if (!(node instanceof Yaml.Mapping map) || map.entries().isEmpty()) {
            problems.error(
                    node == null ? file.place() : node.place(),
                    node == null
                            ? "a study needs 'workloads'"
                            : "workloads must be a map of names to workloads, found " + node.found());
            return;
        }
        for (Yaml.Entry entry : map.entries()) {
            if (entry.value() instanceof Yaml.Mapping workload) {
                workloads.put(entry.name(), workload);
            } else {
                problems.error(
                        entry.value().place(),
                        "workload '" + entry.name() + "' must be a map with data, model, loss, ..., found "
                                + entry.value().found());
            }
        }
    }

    private void readMethods(Yaml.Mapping file) {
        Yaml node = file.get("methods");
        if (!(node instanceof Yaml.Mapping map) || map.entries().isEmpty()) {
            problems.error(
                    node == null ? file.place() : node.place(),
                    node == null
                            ? "a study needs 'methods', such as {plain: identity, clip: clip_by_global_norm(1)}"
                            : "methods must be a map of names to expressions, found " + node.found());
            return;
        }
        for (Yaml.Entry entry : map.entries()) {
            if (Set.of("optimizer", "model", "data").contains(entry.name())
                    || entry.name().contains(".")) {
                problems.error(
                        entry.key().place(),
                        "a method cannot be called '" + entry.name() + "': grids would not know what " + entry.name()
                                + ".x means; choose another name");
            }
            Optional<MethodExpression> method =
                    binder.bind(entry.value(), MethodExpression.class, "method '" + entry.name() + "'");
            method.ifPresentOrElse(m -> methods.put(entry.name(), m), () -> refusedMethods.add(entry.name()));
        }
    }

    private Set<String> methodNames() {
        Set<String> names = new LinkedHashSet<>(methods.keySet());
        names.addAll(refusedMethods);
        return names;
    }

    private List<Block> blocks(Yaml.Mapping file, Map<String, Workload> bases) {
        Block whole = block(file, "study", Place.START, null);
        Yaml node = file.get("blocks");
        if (node == null) {
            checkOptimizers(whole, bases);
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
                checkOptimizers(block, bases);
                blocks.add(block);
            } else {
                problems.error(item.place(), "a block must be a map, found " + item.found());
            }
        }
        return blocks;
    }

    /** Reads a block; what it leaves out is as in the whole study. */
    private Block block(Yaml.Mapping node, String name, Place place, @Nullable Block whole) {
        boolean top = whole == null;
        List<String> ofWorkloads = top || !node.has("workloads")
                ? List.copyOf(workloads.keySet())
                : names(node, "workloads", "workload", workloads.keySet());
        List<String> ofMethods = top || !node.has("methods")
                ? List.copyOf(methods.keySet())
                : names(node, "methods", "method", methodNames());
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
        if (!top && node.has("grid")) {
            for (Axis axis : grid) {
                if (axis.kind() == Axis.Kind.METHOD && !ofMethods.contains(axis.owner())) {
                    problems.error(axis.place(), "this block does not train the method '" + axis.owner() + "'");
                }
            }
        }
        List<Long> seeds = whole != null && !node.has("seeds") ? whole.seeds() : seeds(node.get("seeds"));
        List<Yaml> inputs =
                !top && node.has("preprocess") ? inputs(Objects.requireNonNull(node.get("preprocess"))) : List.of();
        return new Block(name, place, ofWorkloads, ofMethods, optimizers, inputs, grid, seeds);
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
                Optimizers.check(optimizer, item, problems);
                optimizers.add(optimizer);
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

    /** Each workload of a block needs an optimizer, the block's, the study's or its own; and the grid must fit it. */
    private void checkOptimizers(Block block, Map<String, Workload> bases) {
        block.optimizers().forEach(optimizer -> Optimizers.check(optimizer, block.grid(), problems));
        if (!block.optimizers().isEmpty()) {
            return;
        }
        for (String name : block.workloads()) {
            Workload workload = bases.get(name);
            if (workload == null) {
                continue;
            }
            OptimizerExpression own = workload.optimizer();
            if (own == null) {
                problems.error(
                        Objects.requireNonNull(workloads.get(name)).place(),
                        "workload '" + name + "' needs 'optimizer', or the study 'optimizers', such as sgd(lr=0.1)");
            } else {
                Optimizers.check(own, block.grid(), problems);
            }
        }
    }
}
