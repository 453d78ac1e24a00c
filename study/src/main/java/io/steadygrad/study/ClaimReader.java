package io.steadygrad.study;

import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code claims:} and {@code accept:}: sentences, and what has to be seen of which runs. */
final class ClaimReader {
    private static final List<String> SELECTION =
            List.of("workload", "method", "optimizer", "at", "preprocess", "block");

    private final Binder binder;
    private final Problems problems;
    private final Collection<String> workloads;
    private final Collection<String> methods;
    private final Collection<String> blocks;
    private final CheckReader checks;
    private final Map<Expectation, Yaml.Mapping> nodes = new IdentityHashMap<>();

    /** @param blocks their names; the study's own where it has no blocks */
    ClaimReader(Binder binder, Collection<String> workloads, Collection<String> methods, Collection<String> blocks) {
        this.binder = binder;
        this.problems = binder.problems();
        this.workloads = workloads;
        this.methods = methods;
        this.blocks = blocks;
        this.checks = new CheckReader(binder, methods, this::selection);
    }

    List<Claim> claims(Yaml node) {
        List<Claim> claims = new ArrayList<>();
        for (Yaml item : items(node, "claims")) {
            if (!(item instanceof Yaml.Mapping mapping)) {
                problems.error(
                        item.place(), "a claim must be a map {says: \"...\", expect: [...]}, found " + item.found());
                continue;
            }
            Keys.check(mapping, "a claim", List.of("says", "expect"), problems);
            Yaml says = mapping.get("says");
            Yaml expect = mapping.get("expect");
            if (says == null || expect == null) {
                problems.error(mapping.place(), "a claim needs '" + (says == null ? "says" : "expect") + "'");
                continue;
            }
            Optional<String> text = binder.bind(says, String.class, "says");
            List<Expectation> expectations = expectations(expect, "expect");
            text.ifPresent(sentence -> claims.add(new Claim(sentence, expectations)));
        }
        return claims;
    }

    List<Expectation> expectations(Yaml node, String name) {
        List<Expectation> expectations = new ArrayList<>();
        for (Yaml item : items(node, name)) {
            if (item instanceof Yaml.Mapping mapping) {
                expectation(mapping).ifPresent(expectation -> {
                    expectations.add(expectation);
                    nodes.put(expectation, mapping);
                });
            } else {
                problems.error(
                        item.place(),
                        "an expectation must be a map such as {workload: w, method: m, reaches_target: true}, found "
                                + item.found());
            }
        }
        return expectations;
    }

    /**
     * Reports expectations that no result could ever meet or miss: of trials that are not there, of metrics, targets and steps
     * that the trials do not have.
     *
     * @param bases the workloads that could be read
     * @param whole whether {@code cells} are all of the study; of those that are missing nothing is said
     */
    void check(
            Collection<Expectation> expectations, Collection<Cell> cells, Map<String, Workload> bases, boolean whole) {
        for (Expectation expectation : expectations) {
            Yaml.Mapping node = Objects.requireNonNull(nodes.get(expectation));
            Selection selection = expectation.selection();
            List<Workload> variants = cells.stream()
                    .filter(selection::includes)
                    .map(Cell::variant)
                    .distinct()
                    .toList();
            if (whole && variants.isEmpty()) {
                problems.error(
                        node.place(),
                        "no trial of this study is meant by '" + selection + "'; grid axes are: " + axes(cells));
            }
            if (whole
                    && expectation.check() instanceof Check.SucceedsAsOftenAsThose those
                    && cells.stream().noneMatch(those.others()::includes)) {
                problems.error(node.place(), "no trial of this study is meant by '" + those.others() + "'");
            }
            CheckFit fit = new CheckFit(problems, node, expectation.check());
            if (whole || !variants.isEmpty()) {
                fit.check(variants);
            } else {
                fit.checkBases(bases.values().stream()
                        .filter(base -> selection.workload().isEmpty()
                                || selection.workload().contains(base.name()))
                        .toList());
            }
        }
    }

    private static String axes(Collection<Cell> cells) {
        Set<String> axes = new TreeSet<>();
        cells.forEach(cell -> axes.addAll(cell.hyperparameters().keySet()));
        return axes.isEmpty() ? "none" : String.join(", ", axes);
    }

    private List<Yaml> items(Yaml node, String name) {
        if (node instanceof Yaml.Text text && text.isNothing()) {
            return List.of();
        }
        if (node instanceof Yaml.Sequence sequence) {
            return sequence.items();
        }
        problems.error(node.place(), name + " must be a list, found " + node.found());
        return List.of();
    }

    private Optional<Expectation> expectation(Yaml.Mapping node) {
        long before = problems.errors();
        List<String> valid = new ArrayList<>(SELECTION);
        valid.add("says");
        valid.addAll(CheckReader.keys());
        Keys.check(node, "an expectation", valid, problems);
        List<Yaml.Entry> selecting = node.entries().stream()
                .filter(entry -> SELECTION.contains(entry.name()))
                .toList();
        Optional<Selection> selection = selection(new Yaml.Mapping(node.place(), selecting));
        List<Yaml.Entry> said = node.entries().stream()
                .filter(entry -> CheckReader.CHECKS.contains(entry.name()))
                .toList();
        if (said.size() != 1) {
            problems.error(
                    said.isEmpty() ? node.place() : said.get(1).key().place(),
                    "an expectation needs exactly one of " + String.join(", ", CheckReader.CHECKS)
                            + (said.isEmpty() ? "" : ", found several"));
            return Optional.empty();
        }
        Yaml.Entry check = said.get(0);
        Yaml words = node.get("says");
        String says =
                words == null ? "" : binder.bind(words, String.class, "says").orElse("");
        double share = share(node, check);
        Optional<Check> wanted = checks.read(node, check);
        return selection.isEmpty() || wanted.isEmpty() || problems.errors() > before
                ? Optional.empty()
                : Optional.of(new Expectation(says, selection.get(), wanted.get(), share));
    }

    private Optional<Selection> selection(Yaml.Mapping node) {
        named(node, "workload", workloads);
        named(node, "method", methods);
        named(node, "block", blocks);
        return binder.bind(node, Selection.class, "an expectation");
    }

    private void named(Yaml.Mapping node, String key, Collection<String> valid) {
        Yaml value = node.get(key);
        if (value != null) {
            for (Yaml item : Binder.items(value)) {
                if (item instanceof Yaml.Text text && !valid.contains(text.value())) {
                    problems.error(text.place(), Unknown.message(key, text.value(), valid));
                }
            }
        }
    }

    /** {@code reaches_target: true} is all runs, {@code reaches_target: 0.8} at least that share of them. */
    private double share(Yaml.Mapping node, Yaml.Entry check) {
        Yaml given = node.has("share") ? Objects.requireNonNull(node.get("share")) : check.value();
        boolean number = given instanceof Yaml.Text text
                && !text.isNothing()
                && !text.value().equals("true");
        if (given == check.value() && (!CheckReader.PLAIN.contains(check.name()) || !number)) {
            return 1;
        }
        Optional<Double> share = binder.bind(given, Double.class, given == check.value() ? check.name() : "share");
        if (share.isPresent() && !(share.get() > 0 && share.get() <= 1)) {
            problems.error(
                    given.place(), "a share of the runs must lie above 0 and at most at 1, found " + given.found());
            return 1;
        }
        return share.orElse(1.0);
    }
}
