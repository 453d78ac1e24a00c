package io.steadygrad.study;

import io.steadygrad.search.Range;
import io.steadygrad.search.Sampler;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code search: {sampler: ..., space: {...}, seeds: 2, select: ...}} of a study or a block. */
final class SearchReader {
    private static final int MOST_SEEDS = 1000;

    private final Binder binder;
    private final Problems problems;
    private final Grids grids;

    /** @param grids knows what can be varied, and which values make sense */
    SearchReader(Binder binder, Grids grids) {
        this.binder = binder;
        this.problems = binder.problems();
        this.grids = grids;
    }

    /** The search, or null for {@code none} and after an error. */
    @Nullable
    Search read(Yaml node) {
        if (node instanceof Yaml.Text text && (text.isNothing() || text.value().equals("none"))) {
            return null;
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            problems.error(
                    node.place(),
                    "search must be a map such as {sampler: grid, space: {optimizer.lr: [0.01, 0.1]}, seeds: 2}, found "
                            + node.found());
            return null;
        }
        Keys.check(mapping, "a search", Search.KEYS, problems);
        Yaml written = mapping.get("sampler");
        Sampler sampler = binder.bind(
                        written == null ? new Yaml.Text(node.place(), "grid", false) : written,
                        Sampler.class,
                        "sampler")
                .orElse(null);
        Yaml space = mapping.get("space");
        if (space == null) {
            problems.error(
                    node.place(),
                    "a search needs a 'space', such as {optimizer.lr: [0.001, 0.01, 0.1]}: what is varied");
            return null;
        }
        List<Dimension> dimensions = space(space);
        List<Long> seeds = seeds(mapping.get("seeds"));
        Yaml metric = mapping.get("select");
        String select = metric == null ? null : select(metric);
        if (sampler == null || dimensions.isEmpty() || seeds.isEmpty()) {
            return null;
        }
        return new Search(
                sampler,
                String.valueOf(new Canonical(binder, false).of(sampler)),
                dimensions,
                seeds,
                select,
                written == null ? node.place() : written.place());
    }

    private @Nullable String select(Yaml node) {
        String metric = binder.bind(node, String.class, "select").orElse("");
        if (metric.startsWith("test_") && Metrics.all().contains(metric)) {
            problems.error(
                    node.place(),
                    "a search never selects by test data, which are for results only; write '"
                            + metric.replace("test_", "validation_") + "'");
        } else if (!metric.isEmpty() && !Metrics.all().contains(metric)) {
            List<String> valid = Metrics.all().stream()
                    .filter(name -> !name.startsWith("test_"))
                    .toList();
            problems.error(node.place(), Unknown.message("metric", metric, valid));
            return null;
        }
        return metric;
    }

    /** Ranges are read first, and stand with their ends among the axes of a grid. */
    private List<Dimension> space(Yaml node) {
        if (!(node instanceof Yaml.Mapping mapping) || mapping.entries().isEmpty()) {
            problems.error(
                    node.place(),
                    "space must be a map such as {optimizer.lr: \"log(1e-4, 1)\", batch: [8, 32]}, found "
                            + node.found());
            return List.of();
        }
        Map<String, Range> ranges = new LinkedHashMap<>();
        Yaml.Mapping ends = ends(mapping, "", ranges);
        List<Dimension> dimensions = new ArrayList<>();
        for (Axis axis : grids.read(ends)) {
            dimensions.add(new Dimension(axis, ranges.get(axis.name())));
        }
        return dimensions;
    }

    private Yaml.Mapping ends(Yaml.Mapping mapping, String prefix, Map<String, Range> ranges) {
        List<Yaml.Entry> entries = new ArrayList<>();
        for (Yaml.Entry entry : mapping.entries()) {
            String name = prefix + entry.name();
            if (entry.value() instanceof Yaml.Mapping inner && prefix.isEmpty() && !name.contains(".")) {
                entries.add(new Yaml.Entry(entry.key(), ends(inner, name + ".", ranges)));
                continue;
            }
            if (!(entry.value() instanceof Yaml.Text text) || !text.value().matches("\\s*[A-Za-z_]+\\s*\\(.*")) {
                entries.add(entry);
                continue;
            }
            Optional<Range> range = binder.bind(text, Range.class, name);
            range.ifPresent(known -> {
                ranges.put(name, known);
                Yaml low = new Yaml.Text(text.place(), known.at(0), false);
                Yaml high = new Yaml.Text(text.place(), known.at(Math.nextDown(1.0)), false);
                entries.add(new Yaml.Entry(entry.key(), new Yaml.Sequence(text.place(), List.of(low, high))));
            });
        }
        return new Yaml.Mapping(mapping.place(), entries);
    }

    private List<Long> seeds(@Nullable Yaml node) {
        Set<Long> seeds = new LinkedHashSet<>();
        if (node instanceof Yaml.Sequence list) {
            seeds.addAll(binder.bindList(list, Long.class, "seeds"));
            return List.copyOf(seeds);
        }
        long count = node == null ? 2 : binder.bind(node, Long.class, "seeds").orElse(0L);
        if (node != null && (count < 1 || count > MOST_SEEDS) && !problems.hasErrorAt(node.place())) {
            problems.error(
                    node.place(),
                    "a search's seeds must be at least 1 and at most " + MOST_SEEDS + ", found " + node.found());
            return List.of();
        }
        for (long n = 0; n < count; n++) {
            seeds.add(Search.FIRST_SEED + n);
        }
        return List.copyOf(seeds);
    }
}
