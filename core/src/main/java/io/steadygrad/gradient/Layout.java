package io.steadygrad.gradient;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The parameters of a model and how they fall into groups at each scope. Groups of a scope are numbered from 0 in the
 * order in which their first parameter appears; units are numbered through all parameters.
 */
public final class Layout {
    private final List<Parameter> parameters;
    private final int[] layerOf;
    private final int[] groupOf;
    private final int[] firstUnit;
    private final List<String> layers;
    private final List<String> groups;
    private final Map<Scope, long[]> sizes = new ConcurrentHashMap<>();
    private final Map<Scope, int[][]> members = new EnumMap<>(Scope.class);
    private final Subset all;

    public Layout(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.layerOf = new int[parameters.size()];
        this.groupOf = new int[parameters.size()];
        this.firstUnit = new int[parameters.size() + 1];
        Map<String, Integer> layerIndex = new LinkedHashMap<>();
        Map<String, Integer> groupIndex = new LinkedHashMap<>();
        for (int p = 0; p < parameters.size(); p++) {
            Parameter parameter = parameters.get(p);
            layerOf[p] = layerIndex.computeIfAbsent(parameter.layer(), name -> layerIndex.size());
            groupOf[p] = groupIndex.computeIfAbsent(parameter.group(), name -> groupIndex.size());
            firstUnit[p + 1] = firstUnit[p] + parameter.units();
        }
        this.layers = List.copyOf(layerIndex.keySet());
        this.groups = List.copyOf(groupIndex.keySet());
        for (Scope scope : List.of(Scope.TENSOR, Scope.LAYER, Scope.GROUP, Scope.GLOBAL)) {
            int[][] lists = new int[count(scope)][];
            for (int group = 0; group < lists.length; group++) {
                int wanted = group;
                lists[group] = IntStream.range(0, parameters.size())
                        .filter(p -> groupOf(scope, p) == wanted)
                        .toArray();
            }
            members.put(scope, lists);
        }
        this.all = Subset.allOf(this);
    }

    /** What {@link Subset#all} gives: wanted at every step. */
    Subset all() {
        return all;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    public List<String> layers() {
        return layers;
    }

    public long elements() {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    /** How many groups a scope has here. Not for {@link Scope#ELEMENT}, whose groups are the elements themselves. */
    public int count(Scope scope) {
        return switch (scope) {
            case ELEMENT -> throw new IllegalArgumentException("Elements are not numbered as groups");
            case UNIT -> firstUnit[parameters.size()];
            case TENSOR -> parameters.size();
            case LAYER -> layers.size();
            case GROUP -> groups.size();
            case GLOBAL -> 1;
        };
    }

    /** The group that parameter {@code p} belongs to; for {@link Scope#UNIT} that of its first unit. */
    public int groupOf(Scope scope, int p) {
        return switch (scope) {
            case ELEMENT -> throw new IllegalArgumentException("Elements are not numbered as groups");
            case UNIT -> firstUnit[p];
            case TENSOR -> p;
            case LAYER -> layerOf[p];
            case GROUP -> groupOf[p];
            case GLOBAL -> 0;
        };
    }

    /** The parameters of one group of a scope of tensors or coarser, in order. Not a copy: do not write to it. */
    public int[] members(Scope scope, int group) {
        int[][] lists = members.get(scope);
        if (lists == null) {
            throw new IllegalArgumentException("Groups of scope " + scope + " are not made of whole parameters");
        }
        return lists[group];
    }

    /** What to call a group in a report: a layer's name, {@code hidden.0.weight[3]} for a unit, {@code global}. */
    public String nameOf(Scope scope, int group) {
        return switch (scope) {
            case ELEMENT -> throw new IllegalArgumentException("Elements are not numbered as groups");
            case UNIT -> unitName(group);
            case TENSOR -> parameters.get(group).name();
            case LAYER -> layers.get(group);
            case GROUP -> groups.get(group);
            case GLOBAL -> "global";
        };
    }

    private String unitName(int unit) {
        int p = 0;
        while (firstUnit[p + 1] <= unit) {
            p++;
        }
        Parameter parameter = parameters.get(p);
        return parameter.units() == 1 ? parameter.name() : parameter.name() + "[" + (unit - firstUnit[p]) + "]";
    }

    /** Elements in each group of a scope. Not a copy: do not write to it. */
    public long[] sizes(Scope scope) {
        return sizes.computeIfAbsent(scope, this::countElements);
    }

    private long[] countElements(Scope scope) {
        long[] sizes = new long[count(scope)];
        for (int p = 0; p < parameters.size(); p++) {
            Parameter parameter = parameters.get(p);
            if (scope == Scope.UNIT) {
                for (int u = 0; u < parameter.units(); u++) {
                    sizes[firstUnit[p] + u] = parameter.size() / parameter.units();
                }
            } else {
                sizes[groupOf(scope, p)] += parameter.size();
            }
        }
        return sizes;
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Layout layout && layout.parameters.equals(parameters));
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Parameter parameter : parameters) {
            lines.add(parameter.name() + parameter.shape());
        }
        return String.join(", ", lines);
    }
}
