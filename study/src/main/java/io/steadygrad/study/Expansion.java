package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.spec.Call;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Crosses the parts of each block: workloads x inputs x methods x optimizers x grid x seeds. What two blocks have in common
 * exists once.
 */
final class Expansion {
    private static final long MOST_TRIALS = 100_000;

    private final Problems problems;
    private final Map<String, Yaml.Mapping> workloads;
    private final Map<String, MethodExpression> methods;
    private final boolean axesRead;
    private final BiFunction<String, Yaml.Mapping, Optional<Workload>> reader;
    private final Map<String, Optional<Workload>> variants = new HashMap<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, Axis> axes = new TreeMap<>();

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

    /** A cell whose hyperparameters are not yet complete: other blocks may vary more. */
    private static final class Draft {
        final Workload variant;
        final Yaml.Mapping node;
        final String method;
        final MethodExpression expression;
        final OptimizerExpression optimizer;
        final String content;
        final Map<String, Object> varied = new LinkedHashMap<>();
        final List<String> blocks = new ArrayList<>();
        final java.util.Set<Long> seeds = new java.util.LinkedHashSet<>();

        Draft(
                Workload variant,
                Yaml.Mapping node,
                String method,
                MethodExpression expression,
                OptimizerExpression optimizer,
                String content) {
            this.variant = variant;
            this.node = node;
            this.method = method;
            this.expression = expression;
            this.optimizer = optimizer;
            this.content = content;
        }
    }

    /** The trials of all blocks, in their order. */
    List<Trial> trials(List<Block> blocks) {
        for (Block block : blocks) {
            block.grid().forEach(axis -> axes.putIfAbsent(axis.name(), axis));
        }
        for (Block block : blocks) {
            if (count(block) > MOST_TRIALS) {
                problems.error(
                        block.place(),
                        "this makes " + count(block) + " trials, more than " + MOST_TRIALS
                                + "; cross less, or use blocks");
            } else {
                expand(block);
            }
        }
        List<Trial> trials = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            Cell cell = cell(draft);
            for (long seed : draft.seeds) {
                ObjectNode content = (ObjectNode) Json.parse(draft.content);
                content.put("seed", seed);
                String text = Json.compact(content);
                trials.add(new Trial(cell, seed, Json.sha256(text), text));
            }
        }
        return trials;
    }

    private long count(Block block) {
        double count = (double) block.workloads().size()
                * Math.max(1, block.inputs().size())
                * Math.max(1, block.optimizers().size())
                * block.seeds().size();
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
            perMethod += own;
        }
        return (long) (count * perMethod);
    }

    private void expand(Block block) {
        for (String name : block.workloads()) {
            Yaml.Mapping base = workloads.get(name);
            if (base == null) {
                continue;
            }
            List<Axis> ofWorkload = of(block, Axis.Kind.WORKLOAD, "").stream()
                    .filter(axis -> hasPart(base, axis))
                    .toList();
            List<Yaml.Mapping> inputs = block.inputs().isEmpty()
                    ? List.of(base)
                    : block.inputs().stream()
                            .map(chain -> base.with("preprocess", chain))
                            .toList();
            for (Yaml.Mapping input : inputs) {
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
                && (!axis.name().startsWith("data.") || base.has("data"));
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
                    OptimizerExpression tuned = tune(optimizer, rates);
                    if (tuned == null) {
                        continue;
                    }
                    for (Map<Axis, Yaml> parameters : combinations(of(block, Axis.Kind.METHOD, method))) {
                        MethodExpression set = set(expression, parameters);
                        if (set != null) {
                            add(block, workload, node, method, set, tuned, varied);
                        }
                    }
                }
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
                problems.error(value.getValue().place(), value.getKey().name() + ": " + e.getMessage());
                return null;
            }
        }
        return set;
    }

    /** The optimizer with these values, or null after an error. */
    private @Nullable OptimizerExpression tune(OptimizerExpression optimizer, Map<Axis, Yaml> values) {
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
            if (!axesRead && !Optimizers.isComplete(tuned)) {
                return null; // what is missing may stand in an axis that was refused
            }
            tuned.optimizer();
            return tuned;
        } catch (IllegalArgumentException e) {
            Place place = values.values().stream().findFirst().map(Yaml::place).orElse(Place.START);
            problems.error(place, "optimizer " + optimizer.call() + ": " + e.getMessage());
            return null;
        }
    }

    private void add(
            Block block,
            Workload workload,
            Yaml.Mapping node,
            String method,
            MethodExpression expression,
            OptimizerExpression optimizer,
            Map<Axis, Yaml> varied) {
        ObjectNode content = Json.object();
        content.put("steadygrad", Environment.steadygrad());
        content.put("engine", Environment.engine());
        content.setAll(workload.content());
        content.put("optimizer", optimizer.resolved());
        content.put("method", expression.resolved());
        String text = Json.compact(content);
        Draft draft = drafts.computeIfAbsent(
                workload.name() + "\n" + method + "\n" + text,
                key -> new Draft(workload, node, method, expression, optimizer, text));
        varied.forEach((axis, value) -> draft.varied.put(axis.name(), Axis.plain(value)));
        if (!draft.blocks.contains(block.name())) {
            draft.blocks.add(block.name());
        }
        draft.seeds.addAll(block.seeds());
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

    private Cell cell(Draft draft) {
        Map<String, Object> hyperparameters = new LinkedHashMap<>();
        for (Axis axis : axes.values()) {
            Object value = switch (axis.kind()) {
                case OPTIMIZER -> parameter(draft.optimizer.resolved(), axis.parameter());
                case METHOD ->
                    axis.owner().equals(draft.method) ? parameter(draft.expression.resolved(), axis.parameter()) : null;
                case WORKLOAD ->
                    draft.varied.containsKey(axis.name())
                            ? draft.varied.get(axis.name())
                            : Paths.get(draft.node, List.of(axis.parameter().split("\\.")))
                                    .map(Axis::plain)
                                    .orElse(null);
            };
            if (value != null) {
                hyperparameters.put(axis.name(), value);
            }
        }
        return new Cell(
                draft.variant.name(),
                draft.variant,
                draft.method,
                draft.expression.toString(),
                draft.expression.resolved(),
                draft.optimizer.toString(),
                draft.optimizer.resolved(),
                hyperparameters,
                List.copyOf(draft.blocks));
    }

    private static @Nullable Object parameter(String resolved, String parameter) {
        for (Call call : Call.parseChain(resolved)) {
            for (Call.Argument argument : call.arguments()) {
                if (parameter.equals(argument.key())) {
                    return Axis.plain(argument.value().toString());
                }
            }
        }
        return null;
    }
}
