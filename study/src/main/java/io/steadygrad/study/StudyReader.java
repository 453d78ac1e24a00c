package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.data.DataSources;
import io.steadygrad.data.Generator;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.Initializers;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Models;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.preprocess.Preprocessors;
import io.steadygrad.probe.Probe;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.search.Range;
import io.steadygrad.search.Sampler;
import io.steadygrad.synthetic.Generators;
import io.steadygrad.training.Regularizer;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.InvalidFileException;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import io.steadygrad.yaml.YamlReader;
import java.nio.file.Path;
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
            "probes",
            "methods",
            "optimizers",
            "grid",
            "search",
            "blocks",
            "accept",
            "claims");

    private final Problems problems;
    private final Path source;
    private final Binder binder;
    private final boolean repair;
    private final Datasets datasets;
    private final Map<String, Yaml.Mapping> workloads = new LinkedHashMap<>();
    private final Map<String, MethodExpression> methods = new LinkedHashMap<>();
    private final Set<String> refusedMethods = new LinkedHashSet<>();

    private StudyReader(Problems problems, Path source, boolean repair, Datasets datasets) {
        this.repair = repair;
        this.datasets = datasets;
        this.problems = problems;
        this.source = source;
        this.binder = new Binder(problems, Objects.requireNonNull(source.getParent()))
                .choose(DataSource.class, DataSources.catalog())
                .choose(Generator.class, Generators.catalog())
                .choose(Preprocessor.class, Preprocessors.catalog())
                .choose(ModelSpec.class, Models.catalog())
                .choose(Initializer.class, Initializers.catalog())
                .choose(Schedule.class, Schedule.catalog())
                .choose(Regularizer.class, WorkloadForms.regularizers())
                .choose(FaultEntry.class, FaultEntry.catalog())
                .choose(Probe.class, Probe.catalog())
                .choose(Sampler.class, Sampler.catalog())
                .choose(Range.class, Range.catalog());
    }

    /**
     * Reads and checks a study; its data are loaded too.
     *
     * @throws InvalidFileException with all that is wrong, each as {@code file:line:column: ...}
     */
    public static Study read(Path file) {
        return read(file, false);
    }

    /**
     * The same, with trials cured where they fall ill.
     *
     * @param repair for workloads that do not say
     */
    public static Study read(Path file, boolean repair) {
        Problems problems = new Problems(file.toString());
        return read(YamlReader.read(file, problems), file, repair, problems, new Datasets());
    }

    /**
     * The same of a text.
     *
     * @param name what the messages call the text
     * @param file where it once stood: relative paths start from its folder
     * @param datasets what was loaded before
     */
    static Study parse(String text, String name, Path file, Datasets datasets) {
        Problems problems = new Problems(name);
        return read(YamlReader.parse(text, problems), file, false, problems, datasets);
    }

    private static Study read(@Nullable Yaml root, Path file, boolean repair, Problems problems, Datasets datasets) {
        Study study = null;
        if (root != null) {
            study = new StudyReader(problems, file.toAbsolutePath().normalize(), repair, datasets)
                    .study(root)
                    .orElse(null);
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
        HeldOut.add(file, workloads);
        readMethods(file);
        WorkloadReader reader = new WorkloadReader(binder, datasets, repair);
        Map<String, Workload> bases = new LinkedHashMap<>();
        workloads.forEach((key, node) -> reader.read(key, node).ifPresent(workload -> bases.put(key, workload)));
        long before = problems.errors();
        List<Block> blocks = new BlockReader(binder, workloads, methods, refusedMethods).read(file, bases);
        boolean axesRead = problems.errors() == before;
        ClaimReader claims = new ClaimReader(
                binder,
                workloads.keySet(),
                union(methods.keySet(), refusedMethods),
                blocks.stream().map(Block::name).toList());
        List<Expectation> accept = file.has("accept")
                ? claims.expectations(Objects.requireNonNull(file.get("accept")), "accept")
                : List.of();
        List<Claim> claimed =
                file.has("claims") ? claims.claims(Objects.requireNonNull(file.get("claims"))) : List.of();
        boolean whole = problems.errors() == 0;
        Expansion expansion = new Expansion(
                problems,
                workloads,
                methods,
                axesRead,
                (key, node) ->
                        node == workloads.get(key) ? Optional.ofNullable(bases.get(key)) : reader.read(key, node));
        Planned planned = expansion.plan(blocks);
        if (problems.errors() == 0 && planned.all().isEmpty()) {
            problems.error(root.place(), "this study has no trial at all; it needs workloads, methods and seeds");
        }
        Set<Cell> cells = planned.all().stream().map(Trial::cell).collect(Collectors.toSet());
        boolean all = whole && problems.errors() == 0;
        claims.check(accept, cells, bases, all);
        claimed.forEach(claim -> claims.check(claim.expect(), cells, bases, all));
        if (problems.errors() > 0) {
            return Optional.empty();
        }
        Map<String, String> expressions = new LinkedHashMap<>();
        methods.forEach((key, method) -> expressions.put(key, method.toString()));
        return Optional.of(new Study(
                source,
                name,
                description,
                bases,
                expressions,
                planned.trials(),
                accept,
                claimed,
                ResolvedStudy.yaml(file, bases, methods),
                problems.warnings(),
                planned.tuning(),
                planned.searches(),
                expansion::plan));
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
                Yaml probes = file.get("probes"); // of all workloads that do not name their own
                workloads.put(
                        entry.name(),
                        probes == null || workload.has("probes") ? workload : workload.with("probes", probes));
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
            if (Set.of("optimizer", "model", "data", "preprocess").contains(entry.name())
                    || entry.name().contains(".")) {
                problems.error(
                        entry.key().place(),
                        "a method cannot be called '" + entry.name() + "': grids would not know what " + entry.name()
                                + ".x means; choose another name");
            }
            if (!(entry.value() instanceof Yaml.Text)) {
                refusedMethods.add(entry.name());
                problems.error(
                        entry.value().place(),
                        "method '" + entry.name() + "' must be an expression such as clip_by_norm(1), found "
                                + entry.value().found());
                continue;
            }
            Optional<MethodExpression> method =
                    binder.bind(entry.value(), MethodExpression.class, "method '" + entry.name() + "'");
            method.ifPresentOrElse(m -> methods.put(entry.name(), m), () -> refusedMethods.add(entry.name()));
        }
    }

    static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }
}
