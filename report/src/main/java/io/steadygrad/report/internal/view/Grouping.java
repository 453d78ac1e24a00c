package io.steadygrad.report.internal.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Cells that differ in one factor, other things equal: the optimizer (with its settings, but for those that a search chose for each
 * method) or how inputs were prepared.
 *
 * @param factor {@code optimizer} or {@code inputs}
 */
public record Grouping(String factor, Case one, List<Cell> cells) {

    private static final int MOST_LEVELS = 8;

    /** All comparisons of a study that compare anything. */
    static List<Grouping> of(List<Case> cases) {
        List<Grouping> comparisons = new ArrayList<>();
        for (String factor : List.of("optimizer", "inputs")) {
            for (Case one : cases) {
                List<Cell> cells = cells(one, factor);
                if (!cells.isEmpty()) {
                    comparisons.add(new Grouping(factor, one, cells));
                }
            }
        }
        return comparisons;
    }

    /** The level of a cell in this comparison. */
    public String level(Cell cell) {
        return level(factor).apply(cell);
    }

    private static Function<Cell, String> level(String factor) {
        return factor.equals("optimizer") ? Cell::family : cell -> cell.inputs().isEmpty() ? "as given" : cell.inputs();
    }

    private static List<Cell> cells(Case one, String factor) {
        List<Cell> baseline = one.baselineCells();
        if (baseline.isEmpty()) {
            return List.of();
        }
        Cell base = baseline.get(0);
        Function<Cell, String> level = level(factor);
        Function<Cell, String> held = level(factor.equals("optimizer") ? "inputs" : "optimizer");
        List<Cell> equal = one.cells().stream()
                .filter(cell -> held.apply(cell).equals(held.apply(base)))
                .filter(cell -> others(one, cell).equals(others(one, base)))
                .toList();
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        equal.forEach(cell -> methods.computeIfAbsent(level.apply(cell), unseen -> new HashSet<>())
                .add(cell.method()));
        // The same kind with another rate, and only one method has it: that method's own grid, not a comparison of
        // methods.
        boolean shared = methods.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(level.apply(base))
                        && entry.getValue().size() > 1);
        Set<String> kinds = new HashSet<>();
        methods.forEach((name, who) -> {
            if (who.size() > 1) {
                kinds.add(kind(name));
            }
        });
        Set<String> kept = new LinkedHashSet<>();
        methods.forEach((name, who) -> {
            boolean fromOneGrid = who.size() == 1 && shared && kinds.contains(kind(name));
            if (!fromOneGrid && kept.size() < MOST_LEVELS) {
                kept.add(name);
            }
        });
        List<Cell> candidates =
                equal.stream().filter(cell -> kept.contains(level.apply(cell))).toList();
        Map<String, Set<String>> levels = new LinkedHashMap<>();
        candidates.forEach(cell ->
                levels.computeIfAbsent(cell.label(), unseen -> new HashSet<>()).add(level.apply(cell)));
        return candidates.stream()
                .filter(cell -> levels.getOrDefault(cell.label(), Set.of()).size() > 1)
                .toList();
    }

    private static String kind(String level) {
        return level.replaceFirst("\\(.*", "");
    }

    /** Hyperparameters that are neither the method's nor the optimizer's. */
    private static Map<String, String> others(Case one, Cell cell) {
        Map<String, String> others =
                new TreeMap<>(one.settings().get(cell.setting()).others());
        others.keySet().removeIf(name -> name.startsWith("optimizer."));
        return others;
    }
}
