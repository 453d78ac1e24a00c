package io.steadygrad.report.internal.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two factors over which a workload's grid is best seen, with the cells of one slice: other factors that vary are held
 * at their baseline's.
 *
 * @param fixed what is held, {@code name=level}
 */
public record FactorMap(Case one, Factor x, Factor y, List<Cell> cells, List<String> fixed) {

    /** The pair with most combinations, two hyperparameters before one; null when nothing of the grid varies. */
    static @Nullable FactorMap of(Case one) {
        List<Factor> factors = Factor.varying(one.cells());
        Factor bestX = null;
        Factor bestY = null;
        int most = 3;
        for (int i = 0; i < factors.size(); i++) {
            for (int j = i + 1; j < factors.size(); j++) {
                Factor a = factors.get(i);
                Factor b = factors.get(j);
                List<Cell> both = both(one.cells(), a, b);
                int levelsA = a.levels(both).size();
                int levelsB = b.levels(both).size();
                if (!a.hyperparameter() || levelsA < 2 || levelsB < 2 || confounded(one, a, b)) {
                    continue;
                }
                int size = levelsA * levelsB + (b.hyperparameter() ? 10_000 : 0);
                if (size > most) {
                    most = size;
                    boolean rateAcross = b.name().endsWith("lr");
                    bestX = rateAcross ? b : a;
                    bestY = rateAcross ? a : b;
                }
            }
        }
        return bestX == null || bestY == null ? null : slice(one, bestX, bestY, factors);
    }

    private static FactorMap slice(Case one, Factor x, Factor y, List<Factor> factors) {
        List<Cell> cells = both(one.cells(), x, y);
        List<String> fixed = new ArrayList<>();
        for (Factor other : factors) {
            List<String> levels = other.levels(cells);
            if (!other.equals(x) && !other.equals(y) && levels.size() > 1) {
                String usual = one.baselineCells().isEmpty()
                        ? null
                        : other.level(one.baselineCells().get(0));
                String level = usual != null && levels.contains(usual) ? usual : levels.get(0);
                fixed.add(other.name() + "=" + level);
                cells = cells.stream()
                        .filter(cell -> other.level(cell) == null || level.equals(other.level(cell)))
                        .toList();
            }
        }
        return new FactorMap(one, x, y, cells, fixed);
    }

    /** An optimizer's parameter that varies only because each kind of optimizer has its own value is no axis. */
    private static boolean confounded(Case one, Factor a, Factor b) {
        if (b.hyperparameter() || !a.name().startsWith("optimizer.")) {
            return false;
        }
        Factor kind = new Factor("optimizer");
        return b.equals(kind)
                || kind.levels(one.cells()).stream().noneMatch(level -> {
                    List<Cell> same = one.cells().stream()
                            .filter(cell -> level.equals(kind.level(cell)))
                            .toList();
                    return a.levels(same).size() > 1 && b.levels(same).size() > 1;
                });
    }

    /** The cells that meet at two levels. */
    public List<Cell> at(String levelX, String levelY) {
        return cells.stream()
                .filter(cell -> levelX.equals(x.level(cell)) && levelY.equals(y.level(cell)))
                .toList();
    }

    private static List<Cell> both(List<Cell> cells, Factor a, Factor b) {
        return cells.stream()
                .filter(cell -> a.level(cell) != null && b.level(cell) != null)
                .toList();
    }
}
