package io.steadygrad.report.internal.view;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that varies in a study: {@code method}, {@code optimizer} (its kind), {@code inputs} (how they were prepared), or a
 * hyperparameter by its own name.
 */
public record Factor(String name) {

    /** True for a hyperparameter of the grid. */
    public boolean hyperparameter() {
        return !name.equals("method") && !name.equals("optimizer") && !name.equals("inputs");
    }

    /** The cell's level; null when the cell has none. */
    public @Nullable String level(Cell cell) {
        return switch (name) {
            case "method" -> cell.method();
            case "optimizer" -> cell.optimizer().replaceFirst("\\(.*", "");
            case "inputs" -> cell.inputs().isEmpty() ? "as given" : cell.inputs();
            default -> cell.hyperparameters().get(name);
        };
    }

    /** The levels that occur, numbers ascending, else in order of appearance. */
    public List<String> levels(List<Cell> cells) {
        Set<String> seen = new LinkedHashSet<>();
        for (Cell cell : cells) {
            String level = level(cell);
            if (level != null) {
                seen.add(level);
            }
        }
        List<String> levels = new ArrayList<>(seen);
        try {
            levels.sort((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)));
            return levels;
        } catch (NumberFormatException e) {
            return List.copyOf(seen);
        }
    }

    /** The factors with more than one level, hyperparameters first. */
    static List<Factor> varying(List<Cell> cells) {
        Set<String> names = new LinkedHashSet<>();
        cells.forEach(cell -> names.addAll(cell.hyperparameters().keySet()));
        names.addAll(List.of("method", "optimizer", "inputs"));
        return names.stream()
                .map(Factor::new)
                .filter(factor -> factor.levels(cells).size() > 1)
                .toList();
    }
}
