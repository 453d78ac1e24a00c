package io.steadygrad.report.internal.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Cells that differ in one factor, other things equal: the optimizer (with its settings) or how inputs were prepared.
 *
 * @param factor {@code optimizer} or {@code inputs}
 */
public record Comparison(String factor, Case one, List<Cell> cells) {

    /** All comparisons of a study that compare anything. */
    static List<Comparison> of(List<Case> cases) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String factor : List.of("optimizer", "inputs")) {
            for (Case one : cases) {
                List<Cell> cells = cells(one, factor);
                if (!cells.isEmpty()) {
                    comparisons.add(new Comparison(factor, one, cells));
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
        return factor.equals("optimizer")
                ? Cell::optimizer
                : cell -> cell.inputs().isEmpty() ? "as given" : cell.inputs();
    }

    private static List<Cell> cells(Case one, String factor) {
        List<Cell> baseline = one.baselineCells();
        if (baseline.isEmpty()) {
            return List.of();
        }
        Function<Cell, String> held = level(factor.equals("optimizer") ? "inputs" : "optimizer");
        int fewest = one.cells().stream()
                .mapToInt(cell -> cell.hyperparameters().size())
                .min()
                .orElse(0);
        List<Cell> equal = one.cells().stream()
                .filter(cell -> held.apply(cell).equals(held.apply(baseline.get(0))))
                .filter(cell -> cell.hyperparameters().size() == fewest)
                .toList();
        Map<String, Set<String>> levels = new LinkedHashMap<>();
        for (Cell cell : equal) {
            levels.computeIfAbsent(cell.label(), unseen -> new HashSet<>())
                    .add(level(factor).apply(cell));
        }
        return equal.stream()
                .filter(cell -> levels.getOrDefault(cell.label(), Set.of()).size() > 1)
                .toList();
    }
}
